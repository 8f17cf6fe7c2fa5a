// A flag without `--` before it goes to npm: no run begins without it, and none of ours is a setting of npm.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { ofInstances, PERSON, parseFlags, type Script } from '../../lib/cli/flags.ts'
import { SHARED } from '../../lib/cli/npm-flags.ts'
import { exit, Failure } from '../../lib/errors/failure.ts'
import { helpOf, SCRIPTS } from '../kit/helps.ts'
import { suite } from '../kit/suite.ts'

const flags = suite('flags that npm keeps')

const ROOT = join(import.meta.dirname, '..', '..')

const sync: Script = ofInstances({
  name: 'sync',
  flags: {
    ...PERSON,
    approve: { type: 'string', placeholder: 'WORDS', help: '' },
    strict: { type: 'boolean', help: '' },
    'detailed-exitcode': { type: 'boolean', help: '' },
    json: { type: 'boolean', help: '' },
  },
  words: ['create'],
  examples: ['npm run sync', ''],
  codes: [0],
})

/** What is said of these words with this environment; null: nothing. */
function refusal(env: NodeJS.ProcessEnv, ...args: string[]): string | null {
  try {
    parseFlags(sync, args, env)
    return null
  } catch (error) {
    assert.instance(error, Failure)
    assert.is((error as Failure).code, exit.input)
    return (error as Failure).message
  }
}

const kept = (typed: string, variable: string, command: string) =>
  `npm kept --${typed} for itself (${variable} is set). Flags go behind a lone --: npm run sync -- ${command}`

flags('a flag that npm kept is refused in every form, before words are read', () => {
  for (const value of ['', 'true', 'ann@acme.com', '0', 'null'])
    assert.is(
      refusal({ npm_config_person: value }, 'ann@acme.com'),
      kept('person', 'npm_config_person', '--person ADDRESS'),
    )
  assert.is(refusal({ NPM_CONFIG_PERSON: 'x' }), kept('person', 'NPM_CONFIG_PERSON', '--person ADDRESS'))
  assert.is(refusal({ npm_config_approve: 'x' }), kept('approve', 'npm_config_approve', '--approve WORDS'))
  assert.is(refusal({ npm_config_instance: '' }), kept('instance', 'npm_config_instance', '--instance NAME'))
  assert.is(refusal({ npm_config_strict: 'true' }), kept('strict', 'npm_config_strict', '--strict'))
  const exitcode = kept('detailed-exitcode', 'npm_config_detailed_exitcode', '--detailed-exitcode')
  assert.is(refusal({ npm_config_detailed_exitcode: 'true' }), exitcode)
})

flags('a letter wrong, and the former name, are found as well', () => {
  assert.is(refusal({ npm_config_persn: 'true' }), kept('persn', 'npm_config_persn', '--person ADDRESS'))
  assert.is(refusal({ npm_config_only: '' }), kept('only', 'npm_config_only', '--person ADDRESS'))
})

flags('a flag that was given as well, a setting of npm and a name of nobody are left alone', () => {
  assert.is(refusal({ npm_config_person: 'true' }, '--person', 'ann@acme.com'), null)
  assert.is(refusal({ npm_config_json: 'true', npm_config_cache: '/c', npm_config_yes: '' }), null)
  assert.is(refusal({ npm_config_target: '20', npm_config_help: 'true', person: 'x' }), null)
  const another = refusal({ npm_config_person: 'true' }, '--instance', 'us-gov')
  assert.is(another, kept('person', 'npm_config_person', '--person ADDRESS'), 'another flag is not this one')
})

flags('the wish for a trial run that npm kept ends the script: it would change things all the same', () => {
  for (const name of ['dry_run', 'dryrun', 'noop', 'no_op', 'what_if', 'preview']) {
    const said = refusal({ [`npm_config_${name}`]: 'true' })
    assert.match(said!, `npm kept --${name.replaceAll('_', '-')} for itself (npm_config_${name} is set). There is no`)
    assert.match(said!, 'nothing was done: npm run compare shows what sync would change')
  }
  assert.match(refusal({ NPM_CONFIG_DRY_RUN: '1' }, '--strict')!, 'NPM_CONFIG_DRY_RUN')
  for (const value of ['', 'false']) assert.is(refusal({ npm_config_dry_run: value }), null)
})

flags('the former name behind -- is refused with the new command', () => {
  const words = '--only is called --person now: npm run sync -- --person ADDRESS'
  assert.is(refusal({}, '--only', 'ann@acme.com'), words)
  assert.is(refusal({}, '--only=ann@acme.com'), words)
  assert.is(refusal({}, 'create', '--only'), words)
})

flags('no flag that changes what a run does is a setting of npm, or begins exactly one', async () => {
  const { stdout } = spawnSync('npm', ['config', 'ls', '-l'], { encoding: 'utf8' })
  const settings = new Set([...stdout.matchAll(/^(?:; )?([a-z][\w.-]*) = /gm)].map(([, name]) => name!))
  assert.ok(settings.size > 100 && settings.has('only') && settings.has('cache'), `${settings.size}`)
  for (const script of SCRIPTS)
    for (const flag of (await helpOf(script)).flags.keys()) {
      const name = flag.slice(2)
      if (SHARED.includes(name)) continue
      assert.not.ok(settings.has(name), `${script} ${flag}`)
      const begun = [...settings].filter((setting) => setting.startsWith(name)) // npm completes what is not ambiguous
      assert.is.not(begun.length, 1, `${script} ${flag}: npm takes it for --${begun[0]}`)
    }
  assert.equal(SHARED, ['json'], 'it changes how explain prints, and nothing else')
})

flags('with the installed npm, --dry-run without -- ends the script', () => {
  const args = ['run', '--silent', 'sync', '--dry-run', '--', '--config', 'there-is-none.json']
  const { status, stderr } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8' })
  assert.is(status, exit.input)
  assert.match(stderr, 'npm kept --dry-run for itself')
})

flags('with the installed npm, a flag without -- ends the script and changes nothing', () => {
  for (const [typed, command] of [
    [['--person=ann@acme.com'], '--person ADDRESS'],
    [['--person', 'ann@acme.com'], '--person ADDRESS'],
    [['--no-strict'], '--strict'],
  ] as const) {
    const args = ['run', '--silent', 'sync', ...typed, '--', '--config', 'there-is-none.json']
    const { status, stderr } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8' })
    assert.is(status, exit.input)
    assert.match(stderr, `. Flags go behind a lone --: npm run sync -- ${command}\n`)
  }
})

flags.run()
