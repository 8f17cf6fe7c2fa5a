// The settings: what is refused, where, and with which words.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { progressCounts } from '../../lib/cli/progress-line.ts'
import { instances } from '../../lib/config/config.ts'
import { Failure, worst } from '../../lib/errors/failure.ts'
import { parseJson } from '../../lib/errors/parse-json.ts'
import { sources } from '../../lib/sources/sources.ts'
import { targets } from '../../lib/targets/targets.ts'
import { ROOT } from '../kit/documents.ts'
import { suite } from '../kit/suite.ts'

const config = suite<{ folder: string; file: string }>('config')
config.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'config-'))
  context.file = join(context.folder, 'sync.config.json')
})
config.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

type Json = Record<string, never>
const silent = { ...progressCounts(), say: () => undefined }
const shipped = () => JSON.parse(readFileSync(join(ROOT, 'sync.config.json'), 'utf8'))

/** What the settings say that are the shipped ones, changed. */
function refused(file: string, change: (instance: Record<string, Json>, all: Json) => void): string {
  const all = shipped()
  change(all.instances['us-gov'], all)
  writeFileSync(file, JSON.stringify(all))
  try {
    instances({ file, data: 'data' })
  } catch (error) {
    assert.instance(error, Failure)
    assert.is((error as Failure).code, 7)
    return (error as Failure).message
  }
  return ''
}

config('an unknown setting is named with its place and the nearest one that is known there', ({ file }) => {
  const said = (change: Parameters<typeof refused>[1]) => refused(file, change)
  assert.match(
    said((one) => Object.assign(one, { protekt: [] })),
    'instances.us-gov: unknown field "protekt"; did you mean "protect"?',
  )
  assert.match(
    said((one) => Object.assign(one['source']!, { chunks: 5 })),
    'instances.us-gov.source: unknown field "chunks"; did you mean "chunk"?',
  )
  assert.match(
    said((one) => Object.assign(one['limits']!['delete']!, { counts: 5 })),
    'limits.delete: unknown field "counts"; did you mean "count"?',
  )
  assert.match(
    said((_, all) => Object.assign(all, { instance: {} })),
    'unknown field "instance"; did you mean "instances"?',
  )
})

config('a wrong value is named with its place, what was expected and what came', ({ file }) => {
  const said = (change: Parameters<typeof refused>[1]) => refused(file, change)
  assert.match(
    said((one) => Object.assign(one, { maxAge: 6 })),
    'instances.us-gov.maxAge: expected a string, got number',
  )
  assert.match(
    said((one) => Object.assign(one, { maxAge: 'soon' })),
    'expected a time such as 30m, 6h or 1d',
  )
  const unlike = said((one) => Object.assign(one, { scope: 'all' }))
  assert.match(unlike, /instances\.us-gov\.scope: expected one of end-users, linked, managed$/)
  for (const scope of ['enduser', 'End-Users'])
    assert.match(
      said((one) => Object.assign(one, { scope })),
      'expected one of end-users, linked, managed; did you mean "end-users"?',
    )
  assert.match(
    said((one) => Object.assign(one['target']!, { removal: { mark: { user_fields: {} } } })),
    'expected at least one field',
  )
  assert.match(
    said((_, all) => Object.assign(all['instances']!, { '../up': {} })),
    'instances.../up: expected an instance name of letters, digits, . _ -',
  )
})

config('no words of a library: connectors, bounds, whole numbers and empty texts are told plainly', ({ file }) => {
  const said = (change: Parameters<typeof refused>[1]) => {
    const words = refused(file, change)
    assert.not.match(words, /invalid|discriminator|Too |<=|>=/i)
    return words.replace(/^.*?instances\.us-gov\./, '')
  }
  assert.is(
    said((one) => Object.assign(one['target']!, { use: 'zendsk' })),
    `target.use: expected one of ${Object.keys(targets).join(', ')}; did you mean "zendesk"?`,
  )
  assert.is(
    said((one) => Reflect.deleteProperty(one['source']!, 'use')),
    `source.use: expected one of ${Object.keys(sources).join(', ')}, got nothing`,
  )
  const create = (limit: object) => said((one) => Object.assign(one['limits']!['create']!, limit))
  assert.is(create({ share: 1.5 }), 'limits.create.share: expected a number of at most 1, got 1.5')
  assert.is(create({ count: -1 }), 'limits.create.count: expected a number of at least 0, got -1')
  assert.is(create({ count: 2.5 }), 'limits.create.count: expected a whole number, got 2.5')
  assert.is(create({ count: '5' }), 'limits.create.count: expected a number, got string')
  assert.is(
    said((one) => Object.assign(one['target']!, { overlap: '0m' })),
    'target.overlap: expected at least 1m: Zendesk tells no change of the last minute',
  )
  assert.match(
    said((one) => Object.assign(one['source']!, { read: 'incremental' })),
    'source.read: contacts are always read in full: a missing contact is removed',
  )
  assert.is(
    said((one) => Object.assign(one['target']!, { rateShare: 0 })),
    'target.rateShare: expected a number of more than 0, got 0',
  )
  assert.is(
    said((one) => Object.assign(one['source']!, { where: '' })),
    'source.where: expected a text, got an empty one',
  )
  assert.is(
    said((one) => Object.assign(one['target']!, { removal: { mark: { user_fields: { left: null } } } })),
    'target.removal.mark.user_fields.left: expected a string or a number or a boolean, got null',
  )
})

config('what is no JSON is told with line and column, and without a piece of the text', () => {
  const said = (text: string) => {
    try {
      parseJson(text)
    } catch (error) {
      return (error as Error).message
    }
    return ''
  }
  const texts: [text: string, words: string][] = [
    ['{\n  "clientSecret": "s3cret"\n  "where": 1\n}', 'line 3, column 3: '],
    ['{\n  "instances": {},\n}', 'line 3, column 1: '],
    ['{\n  "clientSecret": "s3cret",\n  "where": tru,\n  "chunk": 500\n}', 'line 3, column 15: '],
    ['{ clientSecret: "s3cret", "where": "Name" }', 'line 1, column 3: '],
    ['{\n  "instances": {\n', 'line 3, column 1: '],
    ['// settings\n{ "instances": {} }', 'line 1, column 1: '],
    ['', 'line 1, column 1: '],
    [`{"k":1${',"s3cret-s3cret":s3cret-s3cret'.repeat(3)}}`, "Unexpected token 's'"], // which of three nobody knows
  ]
  for (const [text, words] of texts) {
    assert.ok(said(text).startsWith(words), `${words} <> ${said(text)}`)
    assert.not.match(said(text), /s3cret|position/)
  }
  assert.equal(parseJson('{"a":[1]}'), { a: [1] })
})

config('a protect rule that could match nobody is refused', ({ file }) => {
  for (const rule of ['gitlab.com', '*gitlab.com', 'tag:', '']) {
    assert.match(
      refused(file, (one) => Object.assign(one, { protect: [rule] })),
      'protect.0: expected a rule for addresses',
      rule,
    )
  }
  for (const rule of ['*@gitlab.com', 'ann@acme.com', 'tag:vip']) {
    assert.is(
      refused(file, (one) => Object.assign(one, { protect: [rule] })),
      '',
    )
  }
})

config('a file that is missing or no JSON, and an instance that is not there, are exit 7', ({ file }) => {
  const message = (only: string | null) => {
    try {
      return instances({ file, data: 'data', only })
        .map(({ name }) => name)
        .join()
    } catch (error) {
      assert.is((error as Failure).code, 7)
      return (error as Failure).message
    }
  }
  assert.match(message(null), 'is missing')
  writeFileSync(file, '{"instances":')
  assert.match(message(null), 'is not JSON. Fix it at the place that is named')
  const { instances: known } = shipped()
  writeFileSync(file, JSON.stringify({ instances: { ...known, eu: known['us-gov'] } }))
  assert.is(message(null), 'us-gov,eu')
  assert.is(message('eu'), 'eu')
  assert.match(message('us'), 'has no instance us. It has: us-gov, eu')
})

config(
  'a name from the environment is read when it is needed; a missing one or a bad address is exit 7',
  async ({ file }) => {
    writeFileSync(file, JSON.stringify(shipped()))
    const [instance] = instances({ file, data: 'data' })
    const names = ['ZENDESK_URL', 'ZENDESK_CLIENT_ID', 'ZENDESK_CLIENT_SECRET']
    const before = names.map((name) => process.env[name])
    const said = (url?: string) => {
      for (const name of names) process.env[name] = 'x-of-eight'
      if (url === undefined) delete process.env['ZENDESK_URL']
      else process.env['ZENDESK_URL'] = url
      return Promise.resolve()
        .then(() => instance!.target(silent))
        .then(
          () => '',
          (error: Failure) => `${error.code} ${error.message}`,
        )
    }
    assert.match(await said(), '7 not set in the environment: ZENDESK_URL (instances.us-gov.target.url)')
    assert.match(
      await said('http://acme.zendesk.com'),
      'ZENDESK_URL (instances.us-gov.target.url) begins with http://, which is for this machine alone: https:// is needed',
    )
    assert.match(
      await said('acme.zendesk.com'),
      '7 ZENDESK_URL (instances.us-gov.target.url) is no address such as https://',
    )
    for (const good of ['https://acme.zendesk.com', 'http://127.0.0.1:8080']) assert.is(await said(good), '')
    for (const [n, name] of names.entries()) {
      if (before[n] === undefined) delete process.env[name]
      else process.env[name] = before[n]
    }
  },
)

config('of several instances the first code in the order of the README ends the process', () => {
  assert.is(worst([0, 3, 4]), 4)
  assert.is(worst([2, 3, 5, 4, 9, 8, 7, 1]), 1)
  assert.is(worst([2, 3, 5, 4, 9, 8, 7]), 7)
  assert.is(worst([3, 5]), 5)
  assert.is(worst([]), 0)
})

config('a setting that is declared as tuning changes no plan, and every other one does', ({ file }) => {
  const planOf = (change: object) => {
    const all = shipped()
    Object.assign(all.instances['us-gov'].target, change)
    writeFileSync(file, JSON.stringify(all))
    return instances({ file, data: 'data' })[0]!.planInputs
  }
  const asShipped = planOf({})
  for (const tuning of [{ rateShare: 0.5 }, { jobDeadline: 9 }, { network: { tries: 2 } }])
    assert.equal(planOf(tuning), asShipped, JSON.stringify(tuning))
  assert.not.equal(planOf({ accountField: 'organization_fields.other' }), asShipped)
})

config.run()
