// Users who carry another integration's id: it claims its contact, and holds both.

import * as assert from 'uvu/assert'
import { contact, nothing, plan as planFor, user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const foreign = suite('match: foreign')

const keys = (entries: { key: string }[]) => entries.map(({ key }) => key)

const elsewhere = user({ email: 'old@acme.test', foreignId: '1', id: '7' })

foreign("another integration's id claims its contact: nobody is made beside that user, or removed", () => {
  const found = planFor([contact({ externalId: 's:1' })], [elsewhere])
  assert.equal(found, { ...nothing, held: [{ ...found.held[0]!, reason: 'claims', users: ['7'] }] })
})

foreign("another integration's id says nothing new of a user who has the contact's address", () => {
  assert.equal(planFor([contact({ externalId: 's:1' })], [user({ foreignId: '1' })]), nothing)
})

foreign("another integration's id that names somebody else's contact holds both", () => {
  const contacts = [contact({ externalId: 's:1' }), contact({ email: 'bo@acme.test', externalId: 's:2' })]
  const { held } = planFor(contacts, [user({ foreignId: '2' })])
  assert.equal(
    held.map(({ key, reason }) => [key, reason]),
    [
      ['ann@acme.test', 'claims'],
      ['bo@acme.test', 'claims'],
    ],
  )
})

foreign('an id that stands for no contact is no claim', () => {
  for (const foreignId of ['zd-7', '9'])
    assert.equal(keys(planFor([contact({ externalId: 's:1' })], [user({ ...elsewhere, foreignId })]).create), [
      'ann@acme.test',
    ])
})

foreign.run()
