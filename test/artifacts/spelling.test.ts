// How people and their records are spelled: what makes two spellings one, in which order they lie, and what is no
// field.

import * as assert from 'uvu/assert'
import { users as userFile } from '../../lib/artifacts/files.ts'
import { cleanName, toKey } from '../../lib/artifacts/key.ts'
import { contact, decide, lines, matched, nothing, plan as planFor, planned, user } from '../kit/people.ts'
import { suite } from '../kit/suite.ts'

const spelling = suite('spelling')

spelling('case, white space around and the Unicode form of an address make no difference', () => {
  const composed = 'Ren\u00e9@acme.test'
  const decomposed = ' RENE\u0301@Acme.TEST '
  assert.is(toKey(decomposed), toKey(composed))
  assert.is(toKey(toKey(decomposed)), toKey(decomposed))
  const byKey = matched([contact({ email: composed })], [user({ email: decomposed })])
  assert.equal(
    byKey.map(({ by }) => by),
    ['key'],
  )
  const byAddress = matched([contact({ email: composed })], [user({ otherEmails: [decomposed] })])
  assert.equal(
    byAddress.map(({ by }) => by),
    ['address'],
  )
})

spelling('a name is cleaned of what nobody sees, and of nothing else', () => {
  assert.is(cleanName(' Rene\u0301 \t van\u00a0 der\nBerg '), 'Ren\u00e9 van der Berg')
  assert.is(cleanName('McADAM-O\u2019Hara'), 'McADAM-O\u2019Hara')
})

spelling('keys are compared by code units, as the store sorts them', () => {
  const written = [
    'a_b@acme.test',
    'a-b@acme.test',
    'ab@acme.test',
    '\u00e4b@acme.test',
    '\u{1f600}@acme.test',
    '\uff21@x.test',
  ]
  const plan = decide(
    written.map((email, n) => contact({ email, externalId: `s:${n}` })),
    written.map((email, n) => user({ email, id: `${n}` })),
  )
  assert.equal(planned(plan), nothing)
  assert.is(plan.reasons.equal, written.length)
})

spelling('what lies inside a record cannot be taken for a field of it', () => {
  const odd = '","key":"eve@acme.test","id":"666","person":{"active":false'
  const ann = { name: odd, attributes: { id: '666', key: 'eve@acme.test', profile: odd, problem: 'none' } }
  const [line] = lines(userFile, [user({ ...ann, externalId: odd, otherEmails: [odd] })])
  assert.is(line!.key, 'ann@acme.test')
  assert.is(line!.field('id'), '1')
  assert.is(line!.field('externalId'), odd)
  assert.is(line!.field('nothing'), undefined)
  assert.equal(planFor([contact(ann)], [user(ann)]), nothing)
  assert.equal(planFor([contact({ ...ann, attributes: { ...ann.attributes, id: '7' } })], [user(ann)]).update[0]!.to, {
    attributes: { id: '7' },
  })
})

spelling.run()
