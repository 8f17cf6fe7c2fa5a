// The export of Zeenea's users: what is no proof of who is there, and whom its file is asked without.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as assert from 'uvu/assert'
import type { RemoteRequest } from '../../../lib/sandbox/http/remote.ts'
import { columns } from '../../../lib/sandbox/zeenea/csv.ts'
import type { ZeeneaOptions } from '../../../lib/sandbox/zeenea/options.ts'
import { makePlan } from '../../../lib/scripts/compare.ts'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import { isStorage, S3_HOSTS } from '../../../lib/targets/zeenea/storage.ts'
import { gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { zeeneaUserOf } from '../../kit/zeenea-settings.ts'
import { asked, configure, personOf, SETS, toZeenea, watching, worldOf } from '../../kit/zeenea-target.ts'

const exports = suite('Zeenea: the export')

const IMPATIENT = { target: { exportDeadline: 1.5, exportInterval: 0.05 } }

const broken: [kind: string, said: RegExp][] = [
  ['export-error', /its status is ERROR/],
  ['export-no-url', /it is done and has no url/],
  ['export-stuck', /it was not done within 1.5 s \(target.exportDeadline\)/],
  ['export-cut', /its file is no whole CSV \(CSV_QUOTE_NOT_CLOSED\)/],
]
for (const [kind, said] of broken) {
  exports(`${kind}: exit 9, the old file stays, and another run is fine`, () =>
    toZeenea(
      worldOf({ equal: 5 }),
      async (here) => {
        await gathered(here)
        const before = here.text('users.json')
        here.box.faults.zeenea.add({ kind })
        const { code, line } = await stageIn(here, gatherUsers)
        assert.is(code, 9, line)
        assert.match(line, /^Zeenea: the export of users: /)
        assert.match(line, said)
        assert.is(here.text('users.json'), before)
        assert.ok(asked(here).length < 60, 'it is not asked for longer than the deadline')
        assert.is((await stageIn(here, gatherUsers)).code, 0)
      },
      IMPATIENT,
    ),
  )
}

const without = (...names: string[]) => columns.filter((column) => !names.includes(column))

const files: [what: string, options: Partial<ZeeneaOptions>, code: number, said: string][] = [
  ['a column that is needed is missing', { columns: without('Email', 'Phone') }, 9, 'it has no column Email, Phone'],
  ['a column that nobody needs is missing', { columns: without('Analytics dashboard permission') }, 0, '4 users'],
  ['the columns are in another order', { columns: [...columns].reverse() }, 0, '4 users'],
  ['it begins with a byte order mark', { bom: true }, 0, '4 users'],
]
for (const [what, zeenea, code, said] of files) {
  exports(`${what}: ${code === 0 ? 'fine' : 'exit 9, and the columns are named'}`, () =>
    toZeenea(
      worldOf({ equal: 3 }),
      async (here) => {
        const outcome = await stageIn(here, gatherUsers)
        assert.is(outcome.code, code)
        assert.match(outcome.line, said)
        if (code === 0)
          assert.equal(
            here.json('users.json').records.map(({ id, person }) => [id, (person as { name: string }).name]),
            [...[1, 2, 3].map((n) => [`z${n}`, `Person ${n}`]), ['root', 'Rosa 0']],
          )
      },
      { options: { zeenea } },
    ),
  )
}

const signedUrls = ['//bucket/a.csv?sig=a', '/a%20b.csv?name=attachment%3B%20x&X-Amz-Signature=a~b', '/a.csv?a=1&a=2']
for (const path of signedUrls) {
  exports(`the file is asked for by its url to the letter, ${path}`, async () => {
    const seen: unknown[] = []
    const store = createServer(({ url, headers }, answer) => {
      seen.push([url, headers['x-api-secret']])
      answer.end(
        `${columns.join(',')}\r\n${columns.map((column) => `${column}@acme.test`.replace(/ /g, '')).join(',')}\r\n`,
      )
    })
    await once(store.listen(0, '127.0.0.1'), 'listening')
    const url = `http://127.0.0.1:${(store.address() as AddressInfo).port}${path}`
    try {
      await toZeenea(worldOf(), async (here) => {
        const loadUsersExportStatus = { exportId: 'x', status: 'DONE', url }
        watching(here, 'loadUsersExportStatus', () => ({ body: { data: { loadUsersExportStatus } } }))
        const { code, line } = await stageIn(here, gatherUsers)
        assert.equal([code, line], [0, '1 user'])
      })
    } finally {
      store.close()
    }
    assert.equal(seen, [[path, undefined]])
  })
}

/** The file that is served in place of the export's. */
const serving = async (file: string): Promise<string> => {
  let said = ''
  await toZeenea(worldOf(), async (here) => {
    here.interfere((_, { path }) => (path.startsWith('/exports/') ? { body: file } : undefined))
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 9)
    said = line
  })
  return said
}
const row = (id: string, email: string) => `"${id}","${email}","","","","",""\r\n`
const NAMES = '"Id","Email","First name","Last name","Phone","Permission set id","Permission set name"\r\n'

exports('a file in which nobody is, somebody is twice, or has no address, proves nothing', async () => {
  assert.match(await serving(NAMES), 'it has nobody, not even the one who asks')
  assert.match(await serving(''), 'it has nobody')
  assert.match(await serving(`${NAMES}${row('z1', 'a@x.test')}${row('z1', 'b@x.test')}`), 'z1 is in it twice')
  assert.match(await serving(`${NAMES}${row('z1', '')}`), 'a row has no Email')
  assert.match(await serving('<html>"Down"</html>'), 'the export of users: it')
})

exports('somebody whom the export shows without an id goes by the address, and is deleted by it', () =>
  toZeenea(worldOf({ equal: 2, users: [zeeneaUserOf(9)] }), async (here) => {
    const { users } = here.box.world.zeenea
    const lines = users.map(({ id, email, firstName, lastName, permissionSets: [set = ''] }) => {
      const name = SETS.find((one) => one.id === set)?.name ?? ''
      return `"${id === 'z9' ? '' : id}","${email}","${firstName}","${lastName}","","${set}","${name}"\r\n`
    })
    here.interfere((_, { path }) => (path.startsWith('/exports/') ? { body: NAMES + lines.join('') } : undefined))
    await gathered(here)
    assert.is((await stageIn(here, makePlan)).code, 0)
    assert.equal(
      here.json('delete.json').records.map(({ id }) => id),
      ['person9@acme.test'],
    )
    assert.is((await synced(here)).line, 'delete 1 applied')
    assert.not.ok(users.some(({ id }) => id === 'z9'))
    assert.ok(asked(here).includes('deleteUserByEmail'))
  }),
)

exports('a url that has ended, or is refused, is exit 9, for no sign-in is at fault; a new export is ordered', () =>
  toZeenea(
    worldOf(),
    async (here) => {
      let url = ''
      const ends = (_: unknown, { path, query, origin }: RemoteRequest) => {
        if (!path.startsWith('/exports/')) return undefined
        url = `${origin}${path}?${query}`
        const body =
          '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>'
        return { status: 403, headers: { 'content-type': 'application/xml' }, body }
      }
      here.interfere(ends)
      const { code, line } = await stageIn(here, gatherUsers)
      assert.is(code, 9)
      assert.match(line, /Request has expired.*Run the stage again/)
      assert.not.match(line, new URL(url).searchParams.get('signature')!)
      here.interfere(() => undefined)
      assert.is((await stageIn(here, gatherUsers)).code, 0)
      assert.is(asked(here).filter((name) => name === 'createAllUsersExport').length, 2)
    },
    {},
  ),
)

exports('the file is asked for without the key, at the very url that was told', () =>
  toZeenea(worldOf(), async (here) => {
    const seen: { keyed: boolean; query: string }[] = []
    here.interfere((system, { headers, path, query }) => {
      if (system !== 'zeenea') return undefined
      const keyed = headers['x-api-secret'] !== undefined || headers.authorization !== undefined
      if (path.startsWith('/exports/')) seen.push({ keyed, query: String(query) })
      else assert.is(headers['x-api-secret'], here.env['ZEENEA_API_SECRET'], path)
      return undefined
    })
    await gathered(here)
    assert.equal([seen.length, seen[0]!.keyed], [1, false])
    assert.match(seen[0]!.query, /^signature=[0-9a-f]{64}$/)
  }),
)

for (const [url, isAsked] of [
  ['http://bucket.s3.eu-west-1.amazonaws.com/x.csv', false],
  ['https://files.example.com/x.csv', false],
  ['https://bucket.s3.eu-west-1.amazonaws.com.example.com/x.csv', false],
  ['https://a.s3.b.compute.amazonaws.com/x.csv', false],
  ['https://user:pass@bucket.s3.eu-west-1.amazonaws.com/x.csv', false],
  ['https://bucket.s3.eu-west-1.amazonaws.com:8443/x.csv', false],
  ['https://bucket.s3.eu-west-1.amazonaws.com/x.csv', true],
  ['https://a.bucket.s3.amazonaws.com/x.csv', true],
  ['https://s3.eu-west-1.amazonaws.com/bucket/x.csv', true],
  ['http://127.0.0.1:9/x.csv', true],
] as const)
  exports(`an export may lie at ${url}: ${isAsked}`, () =>
    assert.is(isStorage(url, S3_HOSTS, 'http://127.0.0.1:1'), isAsked),
  )

exports('a url of no host of the settings is not asked, and an instance elsewhere names none on this machine', () =>
  toZeenea(worldOf(), async (here) => {
    assert.not.ok(isStorage('http://127.0.0.1:9/x.csv', S3_HOSTS, 'https://acme.zeenea.app'))
    assert.ok(isStorage('https://files.acme.com/x.csv', ['files.acme.com'], 'https://acme.zeenea.app'))
    watching(here, 'loadUsersExportStatus', () => ({
      body: { data: { loadUsersExportStatus: { exportId: 'e', status: 'DONE', url: 'https://files.example.com/x' } } },
    }))
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 9)
    assert.match(line, 'its url leads to no host of target.exportHosts. The request was not sent')
  }),
)

exports('how long an export may take makes no other plan', () =>
  toZeenea(worldOf({ people: [personOf(50)] }), async (here) => {
    await gathered(here)
    configure(here, { target: { exportDeadline: 7, exportInterval: 0.02 } })
    assert.is((await stageIn(here, makePlan)).code, 0)
    configure(here, { target: { exportDeadline: 8 } })
    assert.is((await synced(here)).line, 'create 1 applied')
  }),
)

exports.run()
