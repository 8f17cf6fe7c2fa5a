// The exports of the Zeenea simulator: ordered, waited for, fetched without the key.

import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { columns } from '../../../lib/sandbox/zeenea/csv.ts'
import { sample } from '../../kit/samples.ts'
import { suite } from '../../kit/suite.ts'
import { against, send, stopped } from '../../kit/wire.ts'
import {
  exported,
  fileOf,
  graphqlOf,
  instance,
  polled,
  refusal,
  zeeneaFaults,
  zeeneaWith,
  zeeneaWorld,
} from '../../kit/zeenea.ts'

const exporting = suite('sandbox: exports of Zeenea')

exporting('an export runs for some polls, is then done, and shows the users of when it was ordered', () =>
  against(zeeneaWorld(), zeeneaWith({ exportPolls: 3 }), async (box) => {
    const ask = graphqlOf(box)
    const id = await exported(ask)
    box.world.zeenea.users.splice(1)
    const seen = [await polled(ask, id), await polled(ask, id), await polled(ask, id), await polled(ask, id)]
    assert.equal(
      seen.map(({ status, url }) => [status, url === null]),
      [
        ['RUNNING', true],
        ['RUNNING', true],
        ['RUNNING', true],
        ['DONE', false],
      ],
    )
    const { text } = await send(String(seen[3]?.url))
    assert.match(text, 'nil@acme.test')
    const other = await ask('{ loadUsersExportStatus(input: { exportId: "x" }) { status } }')
    assert.equal(refusal(other), [200, 'NOT_FOUND', null])
  }),
)

exporting('the file has every field in quotes, CRLF, and the first set of each user', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const url = await fileOf(graphqlOf(box))
    assert.ok(url.startsWith(`${box.zeenea.url}/exports/`) && url.includes('.csv?signature='), url)
    const file = await send(url)
    assert.equal([file.status, file.headers.get('content-type')], [200, 'text/csv'])
    const rows = file.text.split('\r\n')
    assert.is(rows.at(-1), '')
    assert.is(rows[0], columns.map((name) => `"${name}"`).join(','))
    const set = '"steward","Data Steward","","false"'
    const scope = '"true","UserOwnedAndUnassigned"'
    const rights = `${scope},${scope},${scope},"false","false","false","true","Steward"`
    const times = '"2024-01-08T09:00:00Z","2026-06-18T13:42:28Z","600"'
    const name = '"Ann","Lee, ""Jr.""\nof York","+49 228 1"'
    assert.is(rows[2], `"u2","Ann@acme.test",${name},${set},${rights},${times}`)
    const nothing = Array(14).fill('""').join(',')
    assert.is(rows[4], `"u4","nil@acme.test","Žofie","王","",${nothing},"Explorer","2024-01-08T09:00:00Z","","0"`)
    const known = sample('columns of the export', 'zeenea', 'users-export.columns.json')
    if (known !== null) assert.equal(columns, JSON.parse(readFileSync(known, 'utf8')))
  }),
)

exporting('a row is as the one that was observed', () => {
  const file = sample('row of the export', 'zeenea', 'users-export.sample.csv')
  if (file === null) return
  const [, row] = readFileSync(file, 'utf8').split(/\r?\n/)
  const cells = row!.slice(1, -1).split('","')
  const [id, email, firstName, lastName, , setId, name, description] = cells as [
    string,
    string,
    string,
    string,
    ...string[],
  ]
  const world = zeeneaWorld({
    permissionSets: [{ id: setId, name, description }],
    users: [
      {
        ...{ id, email, firstName, lastName },
        permissionSets: [setId],
        created: cells[20],
        lastLogin: cells[21],
        logins: Number(cells[22]),
      },
    ],
  })
  return against(world, {}, async (box) => {
    assert.is((await send(await fileOf(graphqlOf(box)))).text.split('\r\n')[1], row)
  })
})

exporting('the file refuses the key, a wrong signature, and after an hour everybody', () => {
  const { clock, pass } = stopped()
  return against(zeeneaWorld(), { clock, speed: 1, ...zeeneaWith({ exportPolls: 0 }) }, async (box) => {
    const ask = graphqlOf(box)
    const url = await fileOf(ask)
    const code = async (address: string, headers: Record<string, string> = {}) => {
      const { status, text } = await send(address, { headers })
      return [status, /<Code>(\w+)/.exec(text)?.[1]]
    }
    assert.equal(await code(url, { 'x-api-secret': box.env['ZEENEA_API_SECRET']! }), [400, 'InvalidArgument'])
    assert.equal(await code(url, { authorization: 'Bearer x' }), [400, 'InvalidArgument'])
    assert.equal(await code(url.slice(0, -1)), [403, 'SignatureDoesNotMatch'])
    assert.equal(await code(url.replace(/\?.*/, '')), [403, 'SignatureDoesNotMatch'])
    pass(3599)
    assert.equal(await code(url), [200, undefined])
    pass(2)
    assert.equal(await code(url), [403, 'AccessDenied'])
    assert.is((await send(await fileOf(ask))).status, 200, 'another export is another hour')
  })
})

exporting('the file may begin with a mark, and have other columns', () => {
  const other = columns.filter((name) => name !== 'Phone').reverse()
  return against(zeeneaWorld(), zeeneaWith({ bom: true, columns: other, exportLife: 1000 }), async (box) => {
    const response = await fetch(await fileOf(graphqlOf(box)))
    const bytes = Buffer.from(await response.arrayBuffer())
    assert.equal([...bytes.subarray(0, 4)], [0xef, 0xbb, 0xbf, 0x22])
    const [names, row] = bytes.toString('utf8').slice(1).split('\r\n')
    assert.ok(names!.startsWith('"Logins count","Last login"') && !names!.includes('Phone'))
    assert.ok(row!.endsWith('"Root","Rosa","root@acme.test","u1"'))
  })
})

exporting('an export may fail, run for ever, or be nowhere: the next one is well', () => {
  const faults = zeeneaFaults({ kind: 'export-error' }, { kind: 'export-stuck' }, { kind: 'export-no-url' })
  return against(zeeneaWorld(), { ...faults, ...zeeneaWith({ exportPolls: 1 }) }, async (box) => {
    const ask = graphqlOf(box)
    const ends = []
    for (let n = 0; n < 4; n++) {
      const id = await exported(ask)
      await polled(ask, id)
      await polled(ask, id)
      const { status, url } = await polled(ask, id)
      ends.push([status, url === null])
    }
    assert.equal(ends, [
      ['ERROR', true],
      ['RUNNING', true],
      ['DONE', true],
      ['DONE', false],
    ])
  })
})

exporting('a file may be cut off inside of a field, and a download may break', () =>
  against(zeeneaWorld(), zeeneaFaults({ kind: 'export-cut' }, { kind: 'cut-off', path: '/exports/*' }), async (box) => {
    const url = await fileOf(graphqlOf(box))
    const cut = await send(url)
    assert.is(cut.status, 200)
    assert.ok(cut.text.includes('\r\n') && !cut.text.endsWith('\r\n'))
    assert.is(cut.text.split('"').length % 2, 0, 'a quote is open')
    try {
      await send(url)
      assert.unreachable('a body that breaks off')
    } catch (error) {
      assert.instance(error, TypeError)
    }
    assert.is((await send(url)).text.split('\r\n').length, instance().users.length + 2)
    box.faults.zeenea.add({ kind: 'export-short' })
    const { text } = await send(url)
    assert.equal([text.split('\r\n').length, text.endsWith('"\r\n')], [4, true], 'and nothing tells')
  }),
)

exporting.run()
