// Who is not removed: whoever may own an address that refused a creation, and whose absence nothing proves.

import * as assert from 'uvu/assert'
import type { Instance } from '../../lib/config/config.ts'
import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import { EVERYONE, type ReceivedContact, type Source } from '../../lib/sources/source.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { outcomes, receipts } from '../kit/receipts.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { contactId, contactOf, userOf, worldOf } from '../kit/worlds.ts'

const shields = suite('sync: shields')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

/** 100 is to be made; 201 to 203 are to go, each of another organization (that of 100 is the second). */
const leaving = () => worldOf({ equal: 60, contacts: [contactOf(100)], users: [userOf(201), userOf(202), userOf(203)] })

/** Creations are refused as duplicates, and search finds these users. */
function refusing(here: Place, ...found: number[]): void {
  const details = { email: [{ description: 'taken', error: 'DuplicateValue' }] }
  const users = () => here.box.world.zendesk.users.filter(({ id }) => found.includes(id))
  here.interfere((_, { method, path }: RemoteRequest) => {
    if (method === 'POST' && path.endsWith('/users')) return { status: 422, body: { error: 'RecordInvalid', details } }
    return path.endsWith('/users/search') ? { body: { users: users() } } : undefined
  })
}

shields('whoever search finds for a refused creation is a suspect, also without showing the address', () =>
  at(leaving(), async (here) => {
    await compared(here)
    refusing(here, 5201, 5203)
    await synced(here)
    assert.equal(receipts(here, 'create')[0]!['suspects'], ['5201', '5203'])
    assert.equal(outcomes(here, 'delete'), ['conflict', 'applied', 'conflict'])
    assert.is(receipts(here, 'delete')[0]!['error'], 'it may own an address that refused a creation of this plan')
  }),
)

shields('suspects outlive a run that ended before the removals', () =>
  at(leaving(), async (here) => {
    await compared(here)
    refusing(here, 5201)
    await synced(here, { words: ['create'] })
    here.interfere(() => undefined)
    await synced(here)
    assert.equal(outcomes(here, 'delete'), ['conflict', 'applied', 'applied'])
  }),
)

shields('with an owner whom nobody knows nobody of that organization is removed', () =>
  at(leaving(), async (here) => {
    await compared(here)
    refusing(here)
    await synced(here)
    const stays = receipts(here, 'delete').filter(({ outcome }) => outcome === 'conflict')
    assert.equal(
      stays.map(({ id, error }) => [id, error]),
      [['5202', 'a creation of its organization was refused, and the owner of that address is not known']],
    )
  }),
)

/** Salesforce's contacts as a source that cannot be asked for single people. */
const withoutCheck =
  (change: (contacts: ReceivedContact[], read: number) => ReceivedContact[] = (contacts) => contacts) =>
  (instance: Instance): Instance => {
    let read = 0
    return {
      ...instance,
      async source(progress) {
        const { from, contacts } = await instance.source(progress)
        const source: Source = {
          from,
          async *contacts(asked) {
            const all: ReceivedContact[] = []
            for await (const one of contacts(asked)) all.push(one)
            yield* change(all, ++read)
            return EVERYONE
          },
        }
        return source
      },
    }
  }

shields('a source that cannot be asked removes nobody: exit 3 with the reason', () =>
  at(leaving(), async (here) => {
    await compared(here)
    const { code, line } = await synced(here, { instance: withoutCheck() })
    assert.is(code, 3, line)
    assert.match(line, 'absence not confirmed for 3 of 3 (the source did not answer for this person)')
    assert.equal(outcomes(here, 'delete'), ['conflict', 'conflict', 'conflict'])
    assert.is((await synced(here, { instance: withoutCheck() })).code, 3, 'as long as the plan is this one')
  }),
)

const twoReads = (here: Place) => here.settings((settings) => Object.assign(settings, { absence: 'two-reads' }))

shields('"two-reads" removes whom two whole reads that agree do not have, and says that it is on', () =>
  at(leaving(), async (here) => {
    twoReads(here)
    await compared(here)
    here.box.world.salesforce.contacts.push({ ...here.box.world.salesforce.contacts[0]!, ...contactOf(203) })
    const { code, line, said } = await synced(here, { instance: withoutCheck() })
    assert.is(code, 0, line)
    assert.match(said.join(), '"absence" is "two-reads"')
    assert.equal(outcomes(here, 'delete'), ['applied', 'applied', 'conflict'])
  }),
)

for (const [what, change] of [
  ['differ', (all: ReceivedContact[], read: number) => all.slice(read - 1)],
  ['have nobody', () => []],
  [
    'show somebody who cannot be read',
    (all: ReceivedContact[]) => [{ ...all[0]!, problem: 'masked address' }, ...all.slice(1)],
  ],
] as const) {
  shields(`two reads that ${what} prove nothing`, () =>
    at(leaving(), async (here) => {
      twoReads(here)
      await compared(here)
      assert.is((await synced(here, { instance: withoutCheck(change) })).code, 3)
      assert.equal(outcomes(here, 'delete'), ['conflict', 'conflict', 'conflict'])
    }),
  )
}

const unconfirmed = (count: number) => (instance: Instance) => ({
  ...instance,
  source: async (progress: Parameters<Instance['source']>[0]) => ({
    ...(await instance.source(progress)),
    findPresent: async (leavers: readonly { id: string }[]) =>
      new Map(
        leavers.map(({ id }, n) => [
          id,
          n < count ? ({ is: 'unconfirmed', reason: 'r' } as const) : ({ is: 'absent' } as const),
        ]),
      ),
  }),
})

for (const [count, code] of [
  [4, 0],
  [5, 3],
] as const) {
  shields(`${count} of 20 whose absence is not confirmed are exit ${code}`, () =>
    at(worldOf({ equal: 300, users: range(400, 420).map((n) => userOf(n)) }), async (here) => {
      await compared(here)
      assert.is((await synced(here, { instance: unconfirmed(count) })).code, code)
      assert.is(outcomes(here, 'delete').filter((one) => one === 'applied').length, 20 - count)
    }),
  )
}

shields('an external id is never asked for as anything but an id', () =>
  at(worldOf({ equal: 60, users: [userOf(201, { external_id: `${contactId(201)}'` })] }), async (here) => {
    await compared(here)
    assert.is((await synced(here)).code, 0)
    assert.equal(outcomes(here, 'delete'), ['applied'])
  }),
)

shields.run()
