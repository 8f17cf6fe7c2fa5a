// Signals in the first moments of a script, before its own code is loaded.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { STAGES, START } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'

const moments = suite('first moments')

const ROOT = join(import.meta.dirname, '..', '..')

/** Loaded behind the handler of the first moments, and before tsx: ends its own process, and waits for that. */
const ENDING = 'data:text/javascript,process.kill(process.pid,"SIGTERM");await new Promise((r)=>setTimeout(r,20000))'
const LISTENER = './lib/cli/first-moments.js'

moments('a signal before anything else is loaded ends with 130 and a line', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--import', LISTENER, '--import', ENDING, 'bin/sync.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  assert.is(stderr, 'sync: interrupted before it began; nothing was done. Run it again\n')
  assert.is(status, 130)
})

moments('every script that listens to signals does so from the first moments on, by npm and by itself', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  for (const script of [...STAGES, 'doctor', 'explain']) {
    assert.is(scripts[script]?.replace(/ --max-semi-space-size=\d+/, ''), `node ${START} ${script}`)
    const text = readFileSync(join(ROOT, 'bin', `${script}.ts`), 'utf8')
    const [first, ...others] = text.match(/^import .*$/gm) ?? []
    assert.equal([first, others], ["import '../lib/cli/first-moments.js'", []], script)
  }
})

moments.run()
