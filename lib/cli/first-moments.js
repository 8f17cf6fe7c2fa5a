// Loaded before everything else, tsx too: a runner that ends a job at once gets its exit code and a line.

import { basename } from 'node:path'

const INTERRUPTED = 130
/** Where signals.ts finds it, to take it away once the script listens itself. */
const KEY = Symbol.for('user-sync.first-moments')

function end() {
  const script = basename(process.argv[1] ?? 'user-sync', '.ts')
  process.stderr.write(`${script}: interrupted before it began; nothing was done. Run it again\n`)
  process.exit(INTERRUPTED)
}

if (Reflect.get(globalThis, KEY) === undefined) {
  Reflect.set(globalThis, KEY, end)
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end)
}
