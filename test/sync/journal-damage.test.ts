// receipts.ndjson when it is torn, damaged, or of something else.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { Failure } from '../../lib/errors/failure.ts'
import { withCauses } from '../../lib/errors/mask.ts'
import { registerSecret } from '../../lib/errors/secrets.ts'
import { journal } from '../../lib/sync/journal.ts'
import { begun, PLAN, receipt } from '../kit/journal.ts'
import { suite } from '../kit/suite.ts'

const receipts = suite<{ folder: string; path: string }>('receipts: damage')
receipts.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'receipts-'))
  context.path = join(context.folder, 'receipts.ndjson')
})
receipts.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

receipts('a file torn anywhere is read up to its last whole line, and goes on behind it', ({ folder, path }) => {
  const book = begun(folder)
  book.add(receipt('a', 'applied'))
  book.add(receipt('ö', 'applied'))
  book.close()
  const whole = readFileSync(path)
  for (let cut = 0; cut < whole.length; cut += cut < 100 ? 9 : cut < 200 ? 20 : 1) {
    writeFileSync(path, whole.subarray(0, cut))
    const again = begun(folder)
    again.add(receipt('c', 'applied'))
    again.close()
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    for (const line of lines) JSON.parse(line)
    assert.is(begun(folder).of('update', 'c', '1')?.outcome, 'applied', `cut at ${cut}`)
  }
})

receipts('a damaged line that is not the last is exit 7 and named', ({ folder, path }) => {
  begun(folder).close()
  appendFileSync(path, '{"half":\n')
  try {
    journal(folder, PLAN, 'us-gov')
    assert.unreachable()
  } catch (error) {
    assert.instance(error, Failure)
    assert.is((error as Failure).code, 7)
    assert.match((error as Failure).message, 'damaged in line 2')
  }
})

receipts('a journal of another instance is exit 7, and names both', ({ folder }) => {
  begun(folder).close()
  try {
    journal(folder, PLAN, 'eu')
    assert.unreachable()
  } catch (error) {
    assert.is((error as Failure).code, 7)
    assert.match((error as Failure).message, 'receipts.ndjson is of instance us-gov, not eu. Move it away')
  }
})

receipts('of a damaged line nothing is quoted, whatever is wrong with it', ({ folder, path }) => {
  for (const line of [
    'ann@acme.test',
    '{"ann@acme.test":1}',
    JSON.stringify({ ...receipt('ann', 'applied'), id: 7 }),
  ]) {
    begun(folder).close()
    appendFileSync(path, `${line}\n`)
    try {
      journal(folder, PLAN, 'us-gov')
      assert.unreachable()
    } catch (error) {
      assert.not.match(withCauses(error), /ann|because/)
    }
    rmSync(path)
  }
})

receipts(
  'what a remote repeats of a secret is masked on the disk, and values of people are not',
  ({ folder, path }) => {
    registerSecret('receipt-secret-1')
    const person = { name: 'receipt-secret-1' }
    const book = begun(folder)
    book.add({ ...receipt('a', 'failed'), error: 'it said: receipt-secret-1', from: person, to: person })
    for (const kept of [book.of('update', 'a', '1'), begun(folder).of('update', 'a', '1')])
      assert.equal([kept?.error, kept?.from, kept?.to], ['it said: <secret>', person, person])
    book.close()
    assert.is(readFileSync(path, 'utf8').match(/receipt-secret-1/g)?.length, 2)
  },
)

receipts.run()
