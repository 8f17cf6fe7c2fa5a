// What the pages tell to type: every command is one that there is, and "One stage by hand" is typed from start to
// end.

import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { docs, MANUAL, part, ROOT, read } from '../kit/documents.ts'
import { helpOf, npmScripts, SCRIPTS } from '../kit/helps.ts'
import { suite } from '../kit/suite.ts'

const commands = suite('commands of the documents')

/** The words of npm that are no script of ours. */
const NPM = ['ci']

interface Command {
  line: string
  /** The npm script, or the file of bin/. */
  script: string
  isNpm: boolean
  /** `--flag` of it, before and behind a lone `--`. */
  before: string[]
  behind: string[]
}

/** Every command of npm and of bin/ in a text: in blocks, and between backticks. */
function commandsOf(text: string): Command[] {
  const code = [...text.matchAll(/```.*?```|`[^`\n]+`/gs)].flatMap(([piece]) => piece.split('\n'))
  return code.flatMap((line) =>
    [...line.matchAll(/(?:npm (?:run )?(?:--silent )?([a-z][a-z:-]*)|bin\/([a-z-]+)\.ts)([^`#;|&>]*)/g)].map(
      ([, npm, file, rest = '']) => {
        const [head = '', ...tail] = rest.split(/ -- /)
        const flags = (part: string) => part.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []
        const [before, behind] = [flags(head), flags(tail.join(' '))]
        return { line: line.trim(), script: npm ?? file ?? '', isNpm: npm !== undefined, before, behind }
      },
    ),
  )
}

/** The file of bin/ that an npm script runs, if it is one of these. */
const fileOf = (script: string) => /start\.js ([a-z-]+)$/.exec(npmScripts().get(script) ?? '')?.[1]

for (const document of [
  ...MANUAL,
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'data/README.md',
  'lib/README.md',
]) {
  commands(`${document}: every script that it names is there, and takes the flags that it gives`, async () => {
    for (const { line, script, isNpm, before, behind } of commandsOf(read(document))) {
      if (isNpm && NPM.includes(script)) continue
      if (isNpm) assert.ok(npmScripts().has(script), `no npm script ${script}: ${line}`)
      else assert.ok(SCRIPTS.includes(script), `no bin/${script}.ts: ${line}`)
      const file = isNpm ? fileOf(script) : script
      if (file === undefined) continue // a script of the tests, which takes paths in place of flags
      const { flags } = await helpOf(file)
      const warned = ['`npm run sync --only ADDRESS`', '`npm run sync --dry-run`'].includes(line)
      assert.ok(!isNpm || before.length === 0 || warned, `npm keeps ${before} to itself: ${line}`)
      for (const flag of isNpm ? behind : before) assert.ok(flags.has(flag), `${script} has no ${flag}: ${line}`)
    }
  })
}

commands('what the pages show is looked at', () => {
  const found = MANUAL.flatMap((page) => commandsOf(read(page)))
  assert.ok(found.length > 30, `${found.length}`)
  for (const script of ['gather-users', 'sync', 'explain', 'start', 'sandbox', 'doctor'])
    assert.ok(
      found.some((one) => one.script === script),
      script,
    )
})

/** A script that a message names: as it is typed, or by the function that puts the flags on it. */
const NAMED = /(?:npm run |\bcommand(?:With)?\(['`])([a-z][a-z:-]*)/g

commands('what an error tells to run is there', () => {
  const sources = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.ts'),
  )
  const named = sources.flatMap((file) => [...read(join('lib', file)).matchAll(NAMED)])
  assert.ok(named.length > 10, `${named.length}`)
  const known = [...npmScripts().keys()]
  for (const [, name = ''] of named) {
    const isThere = name.endsWith('-') ? known.some((one) => one.startsWith(name)) : known.includes(name)
    assert.ok(isThere, name)
  }
})

/** The sh blocks under a heading, and the text that follows. */
function typed(heading: string): { blocks: string[]; text: string } {
  const text = part(heading, docs('first-run'))
  return { blocks: [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block), text }
}

/** Starts the sandbox as the block says; resolves with what ends it, once its address is in `env`. */
async function served(block: string, env: string): Promise<() => Promise<unknown>> {
  const child = spawn('bash', ['-c', `exec ${block.trim()}`], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((done) => child.once('close', done))
  await new Promise<void>((ready, reject) => {
    child.stderr.on('data', (said) => String(said).includes('Ctrl-C ends it') && ready())
    child.once('close', (code) => reject(new Error(`the sandbox ended with ${code}`)))
  })
  assert.match(readFileSync(env, 'utf8'), /^export ZENDESK_URL=/m)
  return () => {
    child.kill('SIGINT')
    return ended
  }
}

commands('"One stage by hand" does what it says, typed as it stands', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-hand-'))
  const env = join(folder, 'sandbox.env')
  const here = (block: string) =>
    block
      .replaceAll('./sandbox.env', env)
      .replaceAll('sandbox.env', env)
      .replaceAll('data/sandbox', join(folder, 'data'))
      .replaceAll(`${folder}/${env}`, env)
  const { blocks, text } = typed('One stage by hand')
  assert.is(blocks.length, 3)
  const [serve = '', gather = '', look = ''] = blocks.map(here)
  const { USER_SYNC_APPROVE: _, ...environment } = process.env
  const type = (block: string) => {
    const ended = spawnSync('bash', ['-ec', block], { cwd: ROOT, env: environment, encoding: 'utf8' })
    return { code: ended.status, said: ended.stdout + ended.stderr, out: ended.stdout }
  }
  const end = await served(serve, env)
  try {
    const planned = type(gather)
    assert.is(planned.code, 0, planned.said)
    assert.match(planned.said, /compare us-gov: Plan: \d+ to create, \d+ to update, \d+ to delete/)
    const looked = type(look)
    assert.is(looked.code, 0, looked.said)
    assert.match(looked.out, /"artifact":"update".*^\d+$.*^decision +/ms)

    const [, sync = ''] = /run `(npm run sync [^`]+)`/.exec(text) ?? []
    const held = /with\s+exit code (\d+)/.exec(text.replace(/\n/g, ' '))
    const line = `. ${env}; ${here(sync)}`
    const first = type(line)
    assert.is(first.code, Number(held?.[1]), first.said)
    assert.match(first.said, /--approve [0-9a-f]{12}:update=\d+,delete=\d+/)
    const receipts = () => readFileSync(join(folder, 'data', 'us-gov', 'receipts.ndjson'), 'utf8')
    const sent = (file: string) => file.split('\n').filter((entry) => entry.includes('"outcome":"applied"')).length
    const before = sent(receipts())
    assert.ok(before > 0)
    assert.is(type(line).code, Number(held?.[1]))
    assert.is(sent(receipts()), before, 'nothing is sent twice')
  } finally {
    await end()
    rmSync(folder, { recursive: true, force: true })
  }
})

commands.run()
