// A feed is read as it comes: never more of it is held than a piece and a record.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import { readRows } from '../../../lib/sources/feed/rows.ts'
import { ROOT } from '../../kit/documents.ts'
import { forms, large } from '../../kit/feed-large.ts'
import { suite } from '../../kit/suite.ts'

const memory = suite('feed memory')

const RECORDS = 5_000

const PIECE = 64 * 1024

for (const [name, { spec, one }] of Object.entries(forms))
  memory(`${name}: what is read of a file is given before more is taken`, async () => {
    const taken = { bytes: 0 }
    let [given, bytes, ahead, records] = [0, 0, 0, 0]
    const whole = (was: { records: number }) => {
      records = was.records
    }
    for await (const rows of readRows('users', spec, { open: () => large(name, RECORDS, taken), whole })) {
      ahead = Math.max(ahead, taken.bytes - bytes)
      for (const _ of rows) bytes += Buffer.byteLength(one(given++))
    }
    assert.is(records, RECORDS)
    assert.ok(taken.bytes > 8 * PIECE)
    assert.ok(ahead < 2 * PIECE, `${ahead} bytes`)
  })

memory('stopping in between closes the file', async () => {
  let isClosed = false
  async function* open() {
    try {
      yield* large('tsv', RECORDS)
    } finally {
      isClosed = true
    }
  }
  for await (const _ of readRows('users', forms['tsv']!.spec, { open, whole: () => {} })) break
  assert.is(isClosed, true)
})

memory('20,000 people in a process of their own take less than 200 MB, the tools included', async () => {
  const bench = join(ROOT, 'test', 'bench', 'feed.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', bench, 'xml-text', '20000'])
  const { people, problems, rss } = JSON.parse(stdout)
  assert.equal([people, problems], [20_000, 0])
  assert.ok(rss < 200, `${rss} MB`)
})

memory.run()
