// Queries of many rows: memory holds some of them, and no file is left open.

import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { keptRows } from '../../../lib/sources/salesforce/kept-rows.ts'
import { scanPage } from '../../../lib/sources/salesforce/page-scan.ts'
import { changeAnswers } from '../../kit/answers.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { gathered, stageIn } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { account, contactOf, worldOf } from '../../kit/worlds.ts'

const kept = suite('salesforce: kept rows')

const linkOf = (fd: string) => {
  try {
    return readlinkSync(join('/proc/self/fd', fd))
  } catch {
    return '' // the folder itself was open while it was read
  }
}
const openFiles = () => readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).includes('user-sync-run-')).length

kept('rows come in their order and as they were, from memory and from the file', () => {
  const texts = ['Ann', 'Zoë\n"', '', '😀'.repeat(5), 'x'.repeat(5000), 'y']
  const rows = texts.map((Name, n) => ({ Id: contactOf(n).Id, Name }))
  const page = scanPage(JSON.stringify({ records: rows.slice(0, 3) }))!
  for (const most of [0, 100, 100_000]) {
    const all = keptRows((text) => JSON.parse(text), most)
    all.addRows(page)
    all.addPage(JSON.stringify(rows.slice(3), null, 2))
    assert.is(openFiles(), most < 5000 ? 1 : 0)
    assert.equal([...all.peek()], rows)
    assert.equal([...all.rows()], rows)
    assert.is(openFiles(), 0)
  }
})

/** A query of four accounts with two pages each, every page larger than what memory holds of a query. */
const wide = () => {
  const contacts = Array.from({ length: 40 }, (_, n) => contactOf(n, { AccountId: account(n % 3) }))
  return worldOf({ contacts, equal: 0 })
}
const widen = (here: Place) =>
  changeAnswers(here, /\/query/, (body: { records: object[] }) => ({
    ...body,
    records: body.records.map((row) => ({ ...row, Note: 'n'.repeat(100_000) })),
  }))

kept('a query that is larger than memory gives every contact, and its file is closed', () =>
  at(
    wide(),
    async (here) => {
      await gathered(here, 'gather-organizations')
      widen(here)
      await gathered(here, 'gather-contacts')
      assert.is(here.json('contacts.json').count, 40)
      assert.is(openFiles(), 0)
    },
    { salesforce: { pageSize: 12 } },
  ),
)

kept('a read that ends early closes the files of all its queries', () =>
  at(
    wide(),
    async (here) => {
      await gathered(here, 'gather-organizations')
      here.settings(({ source }) => Object.assign(source, { chunk: 1 }))
      widen(here)
      const ended = await stageIn(here, async (run) => {
        const source = await run.instance.source(run)
        const all = source.contacts({ accounts: [0, 1, 2].map(account), groups: [], person: null })
        await all.next()
        const open = openFiles()
        await all.return({ complete: true, doubt: null })
        return { line: open > 0 ? 'files were open' : 'no file was open' }
      })
      assert.is(ended.line, 'files were open')
      assert.is(openFiles(), 0)
    },
    { salesforce: { pageSize: 7 } },
  ),
)

kept('rows of a query that is asked again come once, as the second answer has them', () =>
  at(
    wide(),
    async (here) => {
      await gathered(here, 'gather-organizations')
      let queries = 0
      changeAnswers(here, /\/query/, (body: { records: { Name: string }[] }, { path }) => {
        if (path.endsWith('/query')) queries++
        const records = body.records.map((row) => ({ ...row, Name: `${row.Name} of query ${queries}` }))
        return queries === 1 ? { ...body, totalSize: 41, records } : { ...body, records }
      })
      assert.is((await stageIn(here, gatherContacts)).code, 0)
      const names = here.json('contacts.json').records.map(({ person }) => (person as { name: string }).name)
      assert.is(names.length, 40)
      assert.ok(names.every((name) => name.endsWith('of query 2')))
    },
    { salesforce: { pageSize: 12 } },
  ),
)

kept.run()
