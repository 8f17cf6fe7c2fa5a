// The suites of uvu; with USER_SYNC_TEST_NAME only the tests whose suite and name contain these words.

import { type Context, type Test, suite as uvuSuite } from 'uvu'

const words = process.env['USER_SYNC_TEST_NAME'] ?? ''

/** Makes a suite, as uvu does. `test.run()` has to end the file. */
export function suite<T = Context>(name: string, context?: T): Test<T> {
  const test = uvuSuite(name, context)
  const add: typeof test = Object.assign((title: string, handler: Parameters<Test<T>>[1]) => {
    if (`${name} ${title}`.includes(words)) test(title, handler)
  }, test)
  return add
}
