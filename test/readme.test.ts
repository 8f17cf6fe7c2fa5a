// The documents against the code: what there is stands in them, and what they tell to type does something.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exit } from '../lib/exit.ts'
import { at } from './kit/pipeline.ts'
import { skipped } from './kit/samples.ts'
import { compared, synced } from './kit/stages.ts'
import { changing, contactOf, userOf } from './kit/worlds.ts'

const readme = suite('readme')

const ROOT = join(import.meta.dirname, '..')
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8')
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'data/README.md']
const README = read('README.md')

/** What stands between single backticks, or in a block of code. */
const code = [...README.matchAll(/```.*?```|`[^`\n]+`/gs)].map(([text]) => text).join('\n')

/** Whether the code of the README has `name` as a word of its own. */
const has = (name: string, text = code) =>
  new RegExp(`(?<![\\w-])${name.replace(/[$.]/g, '\\$&')}(?![\\w-])`).test(text)

/** The part of a document under a heading, up to the next of its rank or above. */
function part(heading: string, text = README): string {
  const [, rank = ''] = text.match(new RegExp(`^(#+) ${heading}$`, 'm')) ?? []
  assert.ok(rank, `no heading "${heading}"`)
  const from = text.slice(text.indexOf(`${rank} ${heading}\n`) + rank.length)
  const end = from.search(new RegExp(`\\n#{1,${rank.length}} `))
  return end < 0 ? from : from.slice(0, end)
}

function missing(names: Iterable<string>, text = code): string[] {
  const all = [...new Set(names)]
  assert.ok(all.length > 1, 'nothing was looked for')
  return all.filter((name) => !has(name, text))
}

readme('has every script of package.json and every file of bin', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  assert.equal(missing(Object.keys(scripts), part('The scripts')), [])
  const files = readdirSync(join(ROOT, 'bin')).map((file) => file.replace(/\.ts$/, ''))
  assert.equal(missing(files, part('The scripts')), [])
})

readme('has every flag that a script takes, and no other', () => {
  const sources = [...readdirSync(join(ROOT, 'bin')).map((file) => `bin/${file}`), 'lib/flags.ts']
  const declared = sources.flatMap((file) =>
    [...read(file).matchAll(/'?([a-z][a-z-]*)'?: \{ type: '(?:boolean|string)'/g)].map(([, flag]) => `--${flag}`),
  )
  const flags = new Set(declared)
  assert.ok(flags.has('--detailed-exitcode') && flags.has('--only') && flags.has('--fault'), [...flags].join())
  assert.equal(missing(flags, part('The scripts')), [])
  const told = [...part('The scripts').matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([flag]) => flag)
  assert.equal(
    told.filter((flag) => !flags.has(flag)),
    [],
  )
})

interface Schema {
  required?: string[]
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  oneOf?: Schema[]
  anyOf?: Schema[]
}

/** The names of all settings, of every depth and every way. */
function* settings({ properties = {}, additionalProperties, oneOf = [], anyOf = [] }: Schema): Generator<string> {
  for (const [name, below] of Object.entries(properties)) {
    yield name
    yield* settings(below)
  }
  if (typeof additionalProperties === 'object') yield* settings(additionalProperties)
  for (const one of [...oneOf, ...anyOf]) yield* settings(one)
}

readme('has every setting', () => {
  const names = [...settings(JSON.parse(read('data', 'schema', 'config.json')))]
  for (const one of ['instances', 'user_fields', 'share', 'firstWait', 'privateKey'])
    assert.ok(names.includes(one), one)
  assert.equal(missing(names, part('Settings')), [])
})

readme('has every exit code in its table, and no other', () => {
  const rows = [...part('Exit codes').matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, number]) => Number(number))
  assert.equal(rows, Object.values(exit))
})

readme('has every name that is read from the environment', () => {
  const shipped = [...read('sync.config.json').matchAll(/"\$([A-Z][A-Z0-9_]*)"/g)].map(([, name]) => name!)
  assert.equal(missing(shipped), [])
  const sources = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  const texts = [read('.gitlab-ci.yml'), ...sources.map((name) => read('lib', name))]
  const ours = texts.flatMap((text) => [...text.matchAll(/USER_SYNC_[A-Z_]*[A-Z]/g)].map(([name]) => name))
  assert.equal(missing(ours), [])
})

readme('names the jobs and the lines of the pipeline as they are', () => {
  const pipeline = read('.gitlab-ci.yml')
  for (const name of ['sync', 'sync-approved', 'test', '.stage', 'compare']) {
    assert.ok(has(name, part('On a schedule')), name)
    assert.match(pipeline, new RegExp(`^${name}:`, 'm'))
  }
  for (const line of ['resource_group: user-sync-$INSTANCE', '- INSTANCE: [us-gov']) {
    assert.ok(part('On a schedule').includes(line), line)
    assert.ok(pipeline.includes(line), line)
  }
})

for (const name of DOCUMENTS) {
  readme(`${name}: its links lead to files and headings that exist, and its lines are short`, () => {
    const text = read(name)
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link]) => link!)
      .filter((link) => !/^https?:/.test(link))
    const anchors = new Set(
      [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
        title!
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replace(/ /g, '-'),
      ),
    )
    for (const link of links) {
      if (link.startsWith('#')) assert.ok(anchors.has(link.slice(1)), link)
      else assert.ok(existsSync(join(ROOT, dirname(name), link)), link)
    }
    const prose = text.replace(/^```(\w*)\n.*?^```$/gms, (block, kind) => (kind === '' || kind === 'json' ? '' : block))
    assert.equal(
      prose.split('\n').filter((line) => line.length > 120 && !/^\[.+\]: /.test(line)),
      [],
    )
  })
}

/** The lines of a shell block that look at artifacts. */
const looks = (text: string) =>
  text.split('\n').filter((line) => /^(jq|grep|diff|head) /.test(line) && !line.includes('data/sandbox'))

const hasJq = spawnSync('jq', ['--version']).status === 0

readme('its jq, grep and diff lines, and those of data/README.md, print something in the folder of a run', async () => {
  const lines = [...looks(part('The artifacts')), ...looks(part('Looking at them', read('data', 'README.md')))]
  for (const tool of ['jq', 'grep', 'diff'])
    assert.ok(
      lines.some((line) => line.startsWith(tool)),
      `no line of ${tool}`,
    )
  const runnable = lines.filter((line) => hasJq || !/\bjq /.test(line))
  if (!hasJq) skipped.push('readme: jq is not installed')

  const world = changing()
  const refused = contactOf(110)
  world.salesforce.contacts.push(refused, contactOf(111, { Email: 'no address' }))
  world.zendesk.users.push(userOf(112, { role: 'agent' }))
  await at(world, async (here) => {
    await compared(here)
    writeFileSync(join(here.folder, 'before.json'), here.text('users.json').replace('Old Name', 'Older Name'))
    here.interfere((_, { method, path, body }) =>
      method === 'POST' && path === '/api/v2/users' && JSON.stringify(body).includes(refused.Email)
        ? { status: 422, body: { error: 'RecordInvalid', description: 'Record validation errors', details: {} } }
        : undefined,
    )
    await synced(here, { words: ['create', 'update'] })
    for (const line of runnable) {
      const { stdout, stderr } = spawnSync('bash', ['-c', line], { cwd: here.folder, encoding: 'utf8' })
      assert.is(stderr, '', line)
      assert.ok(stdout.trim().length > 0, `printed nothing: ${line}`)
    }
  })
})

readme('data/README.md has a line of every artifact, with the fields of its schema', () => {
  const page = part('A line of each', read('data', 'README.md'))
  const seen = new Set<string>()
  for (const [, name = '', block = ''] of page.matchAll(/\n`([a-z]+)\.(?:nd)?json`[^\n]*:\n\n```json\n(.+?)\n```/gs)) {
    seen.add(name)
    const schema = JSON.parse(read('data', 'schema', `${name}.json`)) as Schema
    const shapes = name === 'receipts' ? variants(schema) : [schema.properties!['records']!.items!]
    for (const line of block.split('\n')) {
      const fields = Object.keys(JSON.parse(line))
      assert.equal(fields, [...fields].sort(), `${name}: the keys are sorted`)
      assert.ok(
        shapes.some(({ required = [] }) => [...required].sort().join() === fields.join()),
        `${name}: ${fields}`,
      )
    }
  }
  const made = readdirSync(join(ROOT, 'data', 'schema')).map((file) => file.replace('.json', ''))
  const empty = ['config', 'groups']
  assert.equal(
    [...seen].sort(),
    made.filter((name) => !empty.includes(name)),
  )
})

const variants = (schema: Schema): Schema[] => schema.anyOf?.flatMap(variants) ?? [schema]

readme.run()
