// The contract of a source. A new source adds an entry to kit/stands.ts, and these tests run against it.

import * as assert from 'uvu/assert'
import { contactsFull, received as receivedFile } from '../../lib/artifacts/files.ts'
import { check } from '../../lib/errors/validate.ts'
import type { Source } from '../../lib/sources/source.ts'
import { type Stand, sources } from '../kit/stands.ts'
import { suite } from '../kit/suite.ts'
import { account } from '../kit/worlds.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

for (const [name, make] of Object.entries(sources)) {
  const source = suite<Stand<Source>>(`source ${name}`)
  source.before.each(async (context) => void Object.assign(context, await make()))
  source.after.each(({ end }) => end())

  source('gives everyone of the accounts it is asked for, as declared, each once', async ({ it, key }) => {
    const found = await all(it.contacts({ accounts: [account(0), account(1), account(2)], groups: [], person: null }))
    for (const { received, ...contact } of found) {
      check(contactsFull.record, contact, { at: name })
      const { externalId, key: known } = contact
      if (received) check(receivedFile.record, { ...received, externalId, key: known }, { at: name })
    }
    assert.equal(found.map((contact) => contact.key).sort(), [key(1), key(2), key(3)])
    assert.ok(found.every(({ externalId }) => externalId.startsWith(`${name}:`)))
  })

  source('gives one person alone, of the accounts asked for or of whatever account', async ({ it, key }) => {
    const one = async (accounts: string[], person: string) =>
      (await all(it.contacts({ accounts, groups: [], person }))).map((contact) => contact.key)
    assert.equal(await one([], key(2)), [key(2)])
    assert.equal(await one([account(2)], key(2).toUpperCase()), [key(2)])
    assert.equal(await one([account(0)], key(2)), [])
    assert.equal(await one([], "o'brien\\'@acme.test"), [])
  })

  source('gives nobody of other accounts', async ({ it, key }) => {
    const found = await all(it.contacts({ accounts: [account(1)], groups: [], person: null }))
    assert.equal(
      found.map((contact) => contact.key),
      [key(1)],
    )
  })

  source('gives names clean, and leaves organization and groups to others', async ({ it }) => {
    const found = await all(it.contacts({ accounts: [account(0)], groups: [], person: null }))
    assert.equal(
      found.map(({ person }) => person),
      [{ active: true, attributes: {}, groups: [], name: 'Two blanks', organization: null }],
    )
  })

  source(
    'finds who is there after all, by id, by any address and whatever their account, and nobody else',
    async (context) => {
      const { it, id, key } = context
      const person = (n: string, externalId: string | null, emails: string[]) => ({ id: n, externalId, emails })
      const found = await it.findPresent!([
        person('by id', `${name}:${id(1)}`, ['other@acme.test']),
        person('by an address', null, ['other@acme.test', key(2).toUpperCase()]),
        person('not there', `${name}:${id(9)}`, ['nobody@acme.test']),
      ])
      const idsOf = (is: string) => [...found].flatMap(([who, one]) => (one.is === is ? [who] : [])).sort()
      assert.equal(idsOf('present'), ['by an address', 'by id'])
      assert.equal(idsOf('absent'), ['not there'])
    },
  )

  source.run()
}
