// The pages against the code: they have what there is, with its defaults and its words.

import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { exit, meanings } from '../../lib/errors/failure.ts'
import { sources } from '../../lib/sources/sources.ts'
import { scimSettings } from '../../lib/targets/scim/settings.ts'
import { targets } from '../../lib/targets/targets.ts'
import { docs, MANUAL, part, ROOT, read } from '../kit/documents.ts'
import { helpOf, SCRIPTS } from '../kit/helps.ts'
import { STAGES } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'

const pages = suite('pages')

/** What stands between single backticks, or in a block of code, on README.md and the pages of docs/. */
const code = [
  ...MANUAL.map((page) => read(page))
    .join('\n')
    .matchAll(/```.*?```|`[^`\n]+`/gs),
]
  .map(([text]) => text)
  .join('\n')

/** Whether the code of the pages has `name` as a word of its own. */
const has = (name: string, text = code) =>
  new RegExp(`(?<![\\w-])${name.replace(/[$.]/g, '\\$&')}(?![\\w-])`).test(text)

function missing(names: Iterable<string>, text = code): string[] {
  const all = [...new Set(names)]
  assert.ok(all.length > 1, 'nothing was looked for')
  return all.filter((name) => !has(name, text))
}

pages('has every script of package.json and every file of bin', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  assert.equal(missing(Object.keys(scripts), docs('commands')), [])
  const files = readdirSync(join(ROOT, 'bin')).map((file) => file.replace(/\.ts$/, ''))
  assert.equal(missing(files, docs('commands')), [])
})

pages('has every flag that a script takes, of the scripts that take it, and no other', async () => {
  const rows = [...docs('commands').matchAll(/^\| (`--[^|]+) \| ([^|]+) \| [^|]+ \|$/gm)]
  const told = rows.flatMap(([, flags = '', of = '']) => {
    const scripts =
      of === 'all' ? SCRIPTS : of.split(', ').flatMap((one) => (one === 'the stages' ? STAGES : fileOf(one)))
    return [...flags.matchAll(/--[a-z-]+/g)].flatMap(([flag]) => scripts.map((script) => `${script} ${flag}`))
  })
  const taken = []
  for (const script of SCRIPTS) for (const flag of (await helpOf(script)).flags.keys()) taken.push(`${script} ${flag}`)
  assert.ok(taken.includes('compare --detailed-exitcode') && taken.includes('sandbox --fault'), taken.join())
  assert.equal(told.sort(), taken.sort())
})

/** The file of bin/ that a name of docs/commands.md means. */
const fileOf = (name: string) => (name === '`start`' ? 'demo' : name.replaceAll('`', ''))

pages('has every exit code in its table with the words of --help, and no other', () => {
  const rows = [...part('Exit codes', read('README.md')).matchAll(/^\| (\d+) \| (.+) \|$/gm)]
  assert.equal(
    rows.map(([, number]) => Number(number)),
    Object.values(exit),
  )
  for (const [, number, words = ''] of rows) {
    const said = meanings[Number(number) as 0]
    const told = words.replaceAll('`', '')
    assert.ok(told === said || told.startsWith(`${said};`), `${number}: ${told} <> ${said}`)
  }
})

pages('every source, every target and every dialect has a row in the table of connectors, and no other has', () => {
  const rows = [
    ...part('Connectors', read('README.md')).matchAll(/^\| `(\w+)`(?:, `(\w+)`)? \| (source|target) \| (.+?) \|/gm),
  ]
  const told = rows.map(([, use, dialect, role]) => `${role} ${use}${dialect ? ` ${dialect}` : ''}`)
  const dialects = (use: string) => (use === 'scim' ? scimSettings.shape.dialect.unwrap().options : [''])
  const known = [
    ...Object.keys(sources).map((use) => `source ${use}`),
    ...Object.keys(targets).flatMap((use) => dialects(use).map((dialect) => `target ${use} ${dialect}`.trim())),
  ]
  assert.equal(told.sort(), known.sort())
  const proofs = ['recorded answers', 'independent server', 'simulator alone', 'no remote system']
  for (const [, use, , , proof = ''] of rows) assert.ok(proofs.includes(proof), `${use}: ${proof}`)
})

pages('has every name that is read from the environment', () => {
  const shipped = [...read('sync.config.json').matchAll(/"\$([A-Z][A-Z0-9_]*)"/g)].map(([, name]) => name!)
  assert.equal(missing(shipped), [])
  const sources = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  const texts = [read('.gitlab-ci.yml'), ...sources.map((name) => read('lib', name))]
  const ours = texts.flatMap((text) => [...text.matchAll(/USER_SYNC_[A-Z_]*[A-Z]/g)].map(([name]) => name))
  assert.equal(missing(ours), [])
})

pages('names the jobs and the lines of the pipeline as they are', () => {
  const pipeline = read('.gitlab-ci.yml')
  for (const name of ['sync', 'sync-approved', 'test', '.stage', 'compare']) {
    assert.ok(has(name, docs('gitlab')), name)
    assert.match(pipeline, new RegExp(`^${name}:`, 'm'))
  }
  for (const line of ['resource_group: user-sync-$INSTANCE', '- INSTANCE: [us-gov']) {
    assert.ok(docs('gitlab').includes(line), line)
    assert.ok(pipeline.includes(line), line)
  }
})

pages('lib/README.md has every folder of lib, and the files that it names exist', () => {
  const text = read('lib', 'README.md')
  const folders = readdirSync(join(ROOT, 'lib'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const listed = [...text.matchAll(/^(?:\| `([a-z]+)\/` \||`(sandbox)\/` stands beside)/gm)].map(
    ([, row, aside]) => (row ?? aside)!,
  )
  assert.equal(listed.toSorted(), folders.map(({ name }) => name).sort())
  let folder = ''
  for (const [, name = ''] of text.matchAll(/`([a-z/-]+\.ts)`/g)) {
    if (name.includes('/')) folder = dirname(name)
    const path = name.includes('/') ? name : join(folder, name) // a second file of a step lies beside its first
    if (path !== 'target.ts' && path !== 'source.ts') assert.ok(existsAt(path), path)
  }
})

/** Whether a path exists, from the root or from lib/. */
const existsAt = (path: string) => [path, join('lib', path)].some((one) => existsSync(join(ROOT, one)))

pages.run()
