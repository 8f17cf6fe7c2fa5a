// What the documents say of the artifacts: lines to look at them, an example of each, the rows of the plan.

import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { meaningOfReason } from '../../lib/artifacts/records.ts'
import { part, ROOT, read, type Schema } from '../kit/documents.ts'
import { at } from '../kit/pipeline.ts'
import { skipped } from '../kit/samples.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing, contactOf, userOf } from '../kit/worlds.ts'

const files = suite('documents of the artifacts')

/** The lines of a shell block that look at artifacts. */
const looks = (text: string) =>
  text.split('\n').filter((line) => /^(jq|grep|diff|head) /.test(line) && !line.includes('data/sandbox'))

const hasJq = spawnSync('jq', ['--version']).status === 0

files('the jq, grep and diff lines of data/README.md print something in the folder of a run', async () => {
  const lines = looks(part('Looking at them', read('data', 'README.md')))
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

files('data/README.md has a line of every artifact, with the fields of its schema', () => {
  const page = part('A line of each', read('data', 'README.md'))
  const seen = new Set<string>()
  for (const [, name = '', block = ''] of page.matchAll(
    /\n`(?:state\/)?([a-z.]+?)\.(?:nd)?json`[^\n]*:\n\n```json\n(.+?)\n```/gs,
  )) {
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
  assert.equal([...seen].sort(), made.filter((name) => !empty.includes(name)).sort())
})

files('data/README.md has every row of the table, with its meaning', () => {
  const [, table = ''] = /\n\| row \| people \|\n\| --- \| --- \|\n((?:\|.+\n)+)/.exec(read('data', 'README.md')) ?? []
  const told = [...table.matchAll(/^\| `(.+)` \| (.+) \|$/gm)].map(([, row = '', meaning]) => [row, meaning])
  assert.equal(Object.fromEntries(told), meaningOfReason)
})

const variants = (schema: Schema): Schema[] => schema.anyOf?.flatMap(variants) ?? [schema]

files.run()
