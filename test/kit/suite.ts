// The suites of uvu; with USER_SYNC_TEST_NAME only the tests whose suite and title contain each of its words.

import { type Context, type Test, suite as uvuSuite } from 'uvu'

const words = (process.env['USER_SYNC_TEST_NAME'] ?? '').toLowerCase().split(/\s+/).filter(Boolean)

/** How many tests were added, and how many of them are selected. The runner counts by file. */
export const count = { added: 0, selected: 0 }

/** Makes a suite, as uvu does. `test.run()` has to end the file. */
export function suite<T = Context>(name: string, context?: T): Test<T> {
  const test = uvuSuite(name, context)
  let hasSelected = words.length === 0
  const add = (title: string, handler: Parameters<Test<T>>[1]) => {
    count.added++
    const text = `${name} ${title}`.toLowerCase()
    if (!words.every((word) => text.includes(word))) return
    count.selected++
    hasSelected = true
    test(title, handler)
  }
  /** A suite without a selected test does not run its hooks either. */
  const run = () => {
    if (hasSelected) test.run()
  }
  /** uvu counts the tests of a suite whose hook throws as failed, and says nothing of the error. */
  const before: Test<T>['before'] = Object.assign(
    (hook: Parameters<Test<T>['before']>[0]) =>
      test.before(async (context) => {
        try {
          await hook(context)
        } catch (error) {
          process.stdout.write(
            `\n  NOT PASSED  ${name}, before its tests: ${error instanceof Error ? error.stack : error}\n`,
          )
          throw error
        }
      }),
    { each: test.before.each },
  )
  return Object.assign(add, test, { run, before })
}
