// receipts.ndjson: what a killed run knows about itself.

import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { countOutcomes, isFinal, journal } from '../../lib/sync/journal.ts'
import { begun, PLAN, receipt } from '../kit/journal.ts'
import { skipped } from '../kit/samples.ts'
import { suite } from '../kit/suite.ts'

const receipts = suite<{ folder: string; path: string }>('receipts')
receipts.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'receipts-'))
  context.path = join(context.folder, 'receipts.ndjson')
})
receipts.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

/** Where a link leads, or nowhere: a descriptor may be closed while they are read. */
const linkOf = (link: string) => {
  try {
    return readlinkSync(link)
  } catch {
    return null
  }
}

const thrownBy = (work: () => void): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  return null
}

receipts('each line is on disk as soon as it is added, for nobody else to read', ({ folder, path }) => {
  const book = begun(folder)
  book.add({ job: 'V3-1', keys: ['a', 'b'], kind: 'update' })
  book.add(receipt('a', 'applied'))
  assert.equal(readFileSync(path, 'utf8').split('\n'), [
    `{"instance":"us-gov","plan":"${PLAN}"}`,
    '{"job":"V3-1","keys":["a","b"],"kind":"update"}',
    '{"error":null,"from":null,"id":"1","key":"a","kind":"update","outcome":"applied","to":null}',
    '',
  ])
  assert.is(statSync(path).mode & 0o777, 0o600)
  book.close()
})

receipts('a file that is a link is not followed', ({ folder, path }) => {
  symlinkSync(join(folder, 'elsewhere'), path)
  assert.throws(() => journal(folder, PLAN, 'us-gov'), /ELOOP/)
})

receipts('a run of the same plan goes on: the last receipt of a record counts', ({ folder }) => {
  const first = begun(folder)
  first.add(receipt('a', 'failed'))
  first.add(receipt('b', 'applied'))
  first.add(receipt('a', 'applied'))
  first.close()
  const second = begun(folder)
  assert.equal([second.of('update', 'a', '1')?.outcome, second.of('update', 'b', '1')?.outcome], ['applied', 'applied'])
  assert.is(second.of('delete', 'a', '1'), undefined)
  second.close()
})

receipts('a creation is found by its key, a deletion by key and id', ({ folder }) => {
  const book = begun(folder)
  book.add(receipt('new', 'applied', 'create', '77'))
  book.add(receipt('two', 'applied', 'delete', '1'))
  assert.is(book.of('create', 'new', null)?.id, '77')
  assert.is(book.of('delete', 'two', '1')?.outcome, 'applied')
  assert.is(book.of('delete', 'two', '2'), undefined)
  book.close()
})

receipts('jobs without a receipt for each of their records are open', ({ folder }) => {
  const book = begun(folder)
  book.add({ job: 'V3-done', keys: ['a'], kind: 'update' })
  book.add({ job: 'V3-half', keys: ['a', 'b'], kind: 'update' })
  book.add(receipt('a', 'applied'))
  book.close()
  assert.equal(journal(folder, PLAN, 'us-gov').openJobs, ['V3-half'])
  assert.equal(journal(folder, 'b'.repeat(64), 'us-gov').openJobs, ['V3-half'])
})

receipts('a receipt closes only the jobs noted before it, and one that failed closes none', ({ folder }) => {
  const book = begun(folder)
  book.add({ job: 'V3-1', keys: ['a'], kind: 'update' })
  book.add(receipt('a', 'applied'))
  book.add({ job: 'V3-2', keys: ['a'], kind: 'update' })
  book.add({ job: 'V3-3', keys: ['b'], kind: 'update' })
  book.add(receipt('b', 'failed'))
  book.close()
  assert.equal(journal(folder, PLAN, 'us-gov').openJobs, ['V3-2', 'V3-3'])
})

receipts("another plan's file is kept until begin, and then begun anew", ({ folder, path }) => {
  const old = begun(folder)
  old.add(receipt('a', 'applied'))
  old.close()
  const book = journal(folder, 'b'.repeat(64), 'us-gov')
  assert.is(book.of('update', 'a', '1'), undefined)
  assert.match(readFileSync(path, 'utf8'), PLAN)
  book.begin()
  assert.is(readFileSync(path, 'utf8'), `{"instance":"us-gov","plan":"${'b'.repeat(64)}"}\n`)
  book.close()
})

receipts('what failed or was not sent is sent again, everything else is not', () => {
  const again = (['applied', 'unchanged', 'conflict', 'protected', 'failed', 'not-sent'] as const).filter(
    (outcome) => !isFinal(outcome),
  )
  assert.equal(again, ['failed', 'not-sent'])
  assert.is(isFinal(undefined), false)
})

receipts('a journal takes nothing before it was begun', ({ folder }) => {
  assert.throws(() => journal(folder, PLAN, 'us-gov').add(receipt('a', 'applied')), 'was not begun')
})

if (!existsSync('/proc/self/fd')) skipped.push('a line that could not be written: no /proc here')
else {
  receipts(
    'after a line that could not be written nothing more is written, and the first error stays',
    ({ folder, path }) => {
      const book = begun(folder)
      book.add(receipt('a', 'applied'))
      const before = readFileSync(path, 'utf8')
      const fd = readdirSync('/proc/self/fd').find((one) => linkOf(join('/proc/self/fd', one)) === path)
      closeSync(Number(fd))
      const failures = ['b', 'c'].map((key) => thrownBy(() => book.add(receipt(key, 'applied'))))
      assert.match(String(failures[0]), 'EBADF')
      assert.is(failures[1], failures[0])
      assert.is(readFileSync(path, 'utf8'), before)
      assert.equal(
        [book.of('update', 'b', '1'), book.outcomeOf('update', 'c', '1')],
        [receipt('b', 'applied'), 'applied'],
      )
    },
  )
}

receipts(
  'a receipt is read from its line in the file, also behind a torn line of an earlier run',
  ({ folder, path }) => {
    const long = { ...receipt('ä', 'conflict'), error: 'ö'.repeat(70_000) }
    const first = begun(folder)
    first.add(long)
    first.close()
    appendFileSync(path, '{"error":"to')
    const book = begun(folder)
    book.add({ ...receipt('b', 'conflict'), error: 'two' })
    book.add(receipt('c', 'applied'))
    assert.equal(
      [...book.receipts('update', 'conflict')].map(({ error }) => error),
      [long.error, 'two'],
    )
    assert.is(book.tally('update').applied, 1)
    book.close()
  },
)

receipts('memory has no text of a receipt', ({ folder, path }) => {
  const book = begun(folder)
  book.add({ ...receipt('a', 'conflict'), error: 'the first words' })
  writeFileSync(path, readFileSync(path, 'utf8').replace('first', 'other'))
  assert.is(book.of('update', 'a', '1')?.error, 'the other words')
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"', '-'))
  assert.throws(() => book.of('update', 'a', '1'), /receipts.ndjson is damaged in byte \d+\. Delete it/)
  book.close()
})

receipts('a tally has every outcome, also those that nobody has', () => {
  assert.equal(countOutcomes([receipt('a', 'applied'), receipt('b', 'applied'), receipt('c', 'failed')]), {
    applied: 2,
    unchanged: 0,
    conflict: 0,
    protected: 0,
    failed: 1,
    'not-sent': 0,
  })
})

receipts.run()
