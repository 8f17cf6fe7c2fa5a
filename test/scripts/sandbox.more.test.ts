// The sandbox as a process of its own: what it prints, and how it ends.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { START } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const box = suite('sandbox, as a process')

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  box(`${signal} ends it with exit 0 once the world is saved`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'user-sync-sandbox-'))
    const file = join(folder, 'world.json')
    try {
      const child = spawn(process.execPath, [START, 'sandbox', '--save-world', file], { cwd: ROOT })
      const output = { stdout: '', stderr: '' }
      child.stdout.on('data', (text) => {
        output.stdout += text
      })
      const code = await new Promise((resolve, reject) => {
        child.once('error', reject).once('close', resolve)
        child.stderr.on('data', (text) => {
          output.stderr += text
          if (output.stderr.includes('Ctrl-C ends it')) child.kill(signal)
        })
      })
      assert.is(code, 0, output.stderr)
      assert.match(output.stdout, /^export ZENDESK_URL='http:\/\/127\.0\.0\.1:\d+'$/m)
      assert.not.match(output.stderr, 'interrupted')
      assert.ok(JSON.parse(readFileSync(file, 'utf8')).zendesk.users.length > 1_000)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

box.run()
