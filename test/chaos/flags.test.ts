// The command line of every script: what it takes, what it says of a mistake, and what --help shows.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { ofInstances, parseFlags, type Script } from '../../lib/cli/flags.ts'
import { exit, Failure, meanings } from '../../lib/errors/failure.ts'
import { helpOf, SCRIPTS } from '../kit/helps.ts'
import { STAGES, START } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'

const flags = suite('flags')

const ROOT = join(import.meta.dirname, '..', '..')

const sync: Script = ofInstances({
  name: 'sync',
  flags: {
    approve: { type: 'string', placeholder: 'WORDS', help: '' },
    strict: { type: 'boolean', help: '' },
    fault: { type: 'string', placeholder: 'KIND', multiple: true, help: '' },
  },
  words: ['create'],
  examples: ['', ''],
  codes: [0],
})

/** What the command line becomes, or what is said of it. */
function said(...args: string[]): string {
  try {
    const { values, positionals } = parseFlags(sync, args)
    return JSON.stringify({ ...values, words: positionals })
  } catch (error) {
    assert.instance(error, Failure)
    assert.is((error as Failure).code, exit.input)
    return (error as Failure).message
  }
}

const HINT = '. --help shows what there is'

flags('flags and words are read as they stand, -h is --help', () => {
  assert.is(said('create', '--approve', 'x', '--data=d'), '{"approve":"x","data":"d","words":["create"]}')
  assert.is(said('--fault', 'a', '--fault', 'b'), '{"fault":["a","b"],"words":[]}')
  assert.is(said('-h'), '{"help":true,"words":[]}')
  assert.is(said('--approve=--strict'), '{"approve":"--strict","words":[]}')
})

flags('a flag without its value, an empty one, or one that takes none is said in plain words', () => {
  assert.is(said('--approve'), `--approve needs a value: --approve WORDS${HINT}`)
  assert.is(
    said('--approve', '--strict'),
    `--approve needs a value, and --strict looks like a flag: --approve=WORDS${HINT}`,
  )
  assert.is(said('--instance', ''), `--instance is empty${HINT}`)
  assert.is(said('--instance='), `--instance is empty${HINT}`)
  assert.is(said('--strict=yes'), `--strict takes no value${HINT}`)
})

flags('an unknown flag is said with the nearest known one, --dry-run with what there is instead', () => {
  assert.is(said('--aprove', 'x'), `unknown flag --aprove; the nearest known one is --approve${HINT}`)
  assert.is(said('--stict=1'), `unknown flag --stict; the nearest known one is --strict${HINT}`)
  assert.is(said('--no-strict'), `unknown flag --no-strict; the nearest known one is --strict${HINT}`)
  assert.is(said('-x'), `unknown flag -x${HINT}`)
  assert.match(said('--constructor'), /^unknown flag --constructor; /)
  assert.match(said('--dry-run'), /^there is no --dry-run: compare is that, /)
  assert.match(said('remove'), 'unknown word "remove": expected create')
})

for (const script of SCRIPTS) {
  flags(
    `${script} --help: the two lines of its file, every flag with its default, two examples that name it`,
    async () => {
      const { text, flags: shown, examples } = await helpOf(script)
      const [arrow, does] = readFileSync(join(ROOT, 'bin', `${script}.ts`), 'utf8').split('\n')
      const [first = '', second] = text.split('\n')
      assert.is(first.replace(/^[a-z-]+: /, '// '), arrow)
      assert.is(`// ${second}`, does)
      assert.match(text, `node --import tsx bin/${script}.ts `)
      assert.is(shown.get('--help'), 'this text')
      for (const [flag, words] of shown)
        assert.ok(flag === '--help' || /\((default: .+|required)\)$/.test(words), `${flag} ${words}`)
      assert.is(examples.length, 2)
      const name = first.slice(0, first.indexOf(':'))
      for (const line of text.split('\n').filter((line) => !line.startsWith('  curl')))
        assert.ok(line.length <= 125, line)
      assert.match(examples[0]!, new RegExp(`^npm (run )?${name}\\b|^node --import tsx bin/${script}.ts `))
    },
  )
}

/**
 * Every code that each script can end with. Its file says so; processes that tests run are held against it
 * (kit/pipeline.ts).
 */
const ENDS: Record<string, number[]> = {
  'gather-organizations': [0, 1, 6, 7, 8, 9, 130],
  'gather-users': [0, 1, 6, 7, 8, 9, 130],
  'gather-contacts': [0, 1, 6, 7, 8, 9, 130],
  compare: [0, 1, 2, 5, 6, 7, 130], // asks no system and writes to none
  sync: [0, 1, 3, 4, 5, 6, 7, 8, 9, 130],
  doctor: [0, 1, 7, 8, 9, 130], // reads no artifact
  explain: [0, 1, 5, 7, 130], // reads artifacts alone
  demo: [0, 1, 3, 5, 6, 7, 8, 9], // the scripts'; it approves a kind that is over its limit
  sandbox: [0, 1, 7], // Ctrl-C is its usual end
  build: [0, 1, 7],
  pipeline: [0, 1, 7],
  schema: [0, 1, 7],
  world: [0, 1, 7],
}

flags('every script says the codes that it can end with, in the words of failure.ts', async () => {
  assert.equal(Object.keys(ENDS).sort(), [...SCRIPTS].sort())
  for (const script of SCRIPTS) {
    const { codes } = await helpOf(script)
    assert.equal([...codes.keys()], ENDS[script], script)
    for (const [code, words] of codes) assert.ok(words.startsWith(meanings[code as 0]), `${script}: ${code} ${words}`)
  }
  const zero = async (script: string) => (await helpOf(script)).codes.get(0)
  assert.is(await zero('compare'), 'done; held people are counted in the line')
  assert.is(await zero('sync'), 'done; conflicts are counted in the line')
  assert.is(await zero('gather-users'), 'done')
  assert.match((await helpOf('sync')).codes.get(3)!, '--strict')
})

flags(
  'what reads the target says that --person asks the source too, and explain that --reveal shows names',
  async () => {
    for (const script of STAGES) {
      const words = (await helpOf(script)).flags.get('--person')!
      assert.is(words.includes('the source is asked too'), /^gather-(organizations|users)$/.test(script), script)
      assert.match((await helpOf(script)).flags.get('--reveal')!, 'show addresses')
    }
    assert.match((await helpOf('explain')).flags.get('--reveal')!, 'names and addresses')
  },
)

flags('the scripts that are no stage take the same care: a mistake is one line and exit 7', () => {
  for (const [script, flag, words] of [
    ['sandbox', '--sped=9', 'sandbox: unknown flag --sped; the nearest known one is --speed'],
    ['demo', '--world', 'start: --world needs a value: --world FILE'],
    ['world', 'more', 'world: unknown word "more"'],
  ] as const) {
    const args = [START, script, flag]
    const { status, stderr, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
    assert.equal([status, stderr, stdout], [exit.input, `${words}${HINT}\n`, ''])
  }
})

flags.run()
