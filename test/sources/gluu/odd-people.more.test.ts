// People of Gluu in shapes that nobody expected, in the feed and in the list: held, and never taken for gone.

import * as assert from 'uvu/assert'
import { gatherContacts } from '../../../lib/scripts/gather-contacts.ts'
import { fromGluu, inumOf } from '../../kit/gluu-settings.ts'
import { again, first, forget, inGluu, isMarked, recordsOf, world } from '../../kit/gluu-source.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { outcomes, receipts } from '../../kit/receipts.ts'
import { type Change, oddly, twice } from '../../kit/scim-odd.ts'
import { compared, gathered, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const odd = suite('gluu: odd people')

/** Person 1 as it is shown in the feed, or in the list of users. */
const showing = (here: Place, type: 'Users' | 'UpdatedUsers', change: Change) =>
  oddly(here, 'gluu', type, (one) => {
    const inum = type === 'Users' ? one['id'] : (one['inum'] as string[])[0]
    return inum === inumOf(1) ? change(one) : undefined
  })

const problems = (here: Place) => recordsOf(here).flatMap(({ problem }) => problem ?? [])

const shapes: [type: 'Users' | 'UpdatedUsers', why: string, change: Change][] = [
  [
    'UpdatedUsers',
    'unreadable: displayName[0] is an object with en',
    (one) => ({ ...one, displayName: [{ en: 'P' }] }),
  ],
  [
    'UpdatedUsers',
    'unreadable: mail[0] is an object with value',
    (one) => ({ ...one, mail: [{ value: 'person1@acme.test' }] }),
  ],
  ['UpdatedUsers', 'unreadable: displayName[0] is a boolean', (one) => ({ ...one, displayName: [false] })],
  ['UpdatedUsers', 'unreadable: displayName is a number', (one) => ({ ...one, displayName: 7 })],
  ['UpdatedUsers', 'unreadable: mail[1] is null', (one) => ({ ...one, mail: [...(one['mail'] as string[]), null] })],
  [
    'UpdatedUsers',
    'unreadable: oxTrustEmail is a text that is no object of JSON',
    (one) => ({ ...one, oxTrustEmail: ['{"value":"person1@acme.te'] }),
  ],
  [
    'UpdatedUsers',
    'unreadable: emails[0].primary is a text',
    (one) => ({ ...one, oxTrustEmail: ['{"value":"person1@acme.test","primary":"perhaps"}'] }),
  ],
  ['UpdatedUsers', 'unreadable: Mail is there as Mail and mail', (one) => ({ Mail: ['x@acme.test'], ...one })],
  ['UpdatedUsers', 'unreadable: uid is there twice', ({ uid: _, ...one }) => ({ ...one, ...twice('uid', 'a', 'b') })],
  ['UpdatedUsers', 'its status gluuStatus has a value that is not known', (one) => ({ ...one, gluuStatus: ['gone'] })],
  [
    'UpdatedUsers',
    'several values of the status gluuStatus',
    (one) => ({ ...one, gluuStatus: ['active', 'inactive'] }),
  ],
  ['UpdatedUsers', 'its status gluuStatus and active disagree', (one) => ({ ...one, gluuStatus: ['inactive'] })],
  ['Users', 'its status gluuStatus and active disagree', (one) => ({ ...one, active: false })],
  ['Users', 'unreadable: active is a text', (one) => ({ ...one, active: 'off' })],
  [
    'Users',
    'unreadable: emails is there twice',
    ({ emails: _, ...one }) => ({ ...one, ...twice('emails', 'a@b.c', 'd@e.f') }),
  ],
]
for (const [type, why, change] of shapes)
  odd(`${type}: ${why}: the person is held, and its user stays`, () =>
    at(world(), async (here) => {
      fromGluu(here)
      await again(here, 'create 30 applied')
      forget(here)
      showing(here, type, change)
      await again(here, 'nothing to do')
      assert.equal(problems(here), [why])
      assert.is(isMarked(here, 1), false)
    }),
  )

odd('more than half of 20 people who cannot be read are exit 9', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await gathered(here, 'gather-organizations')
    oddly(here, 'gluu', 'UpdatedUsers', (one) => ({ ...one, displayName: [{}] }))
    const { code, line } = await stageIn(here, gatherContacts)
    assert.is(code, 9)
    assert.match(line, '30 of 30 records could not be read, the first: unreadable: displayName[0] is an object')
  }),
)

const plain: [what: string, change: Change][] = [
  [
    'texts that are no lists',
    (one) => Object.fromEntries(Object.entries(one).map(([name, values]) => [name, [values].flat()[0]])),
  ],
  ['names in another case', ({ mail, uid, ...one }) => ({ ...one, MAIL: mail, Uid: uid })],
]
for (const [what, change] of plain)
  odd(`${what} are understood`, () =>
    at(world(), async (here) => {
      showing(here, 'UpdatedUsers', change)
      fromGluu(here)
      await first(here)
      assert.equal(problems(here), [])
      assert.is(
        recordsOf(here).find(({ externalId }) => externalId === `gluu:${inumOf(1)}`)!['email'],
        'person1@acme.test',
      )
    }),
  )

odd('another attribute counts as a status where source.status names it', () =>
  at(world(), async (here) => {
    for (const [n, employment] of [
      [1, 'Working'],
      [2, 'left'],
      [3, 'sabbatical'],
    ] as const)
      Object.assign(inGluu(here, n), { employment })
    fromGluu(here, { status: { attribute: 'employment', active: ['working'], inactive: ['left'] } })
    await gathered(here, 'gather-organizations', 'gather-contacts')
    assert.equal(problems(here).sort(), [
      'its status employment and active disagree',
      'its status employment has a value that is not known',
    ])
  }),
)

odd('each leaver is asked for alone, and whom the list alone lacks stays', () =>
  at(world(), async (here) => {
    fromGluu(here)
    await again(here, 'create 30 applied')
    const gone = here.box.world.gluu.users.splice(0, 2)
    forget(here)
    await compared(here)
    here.box.world.gluu.users.push(gone[0]!)
    here.interfere((system, { path, query }) => {
      const isList = system === 'gluu' && path.endsWith('/v2/Users')
      if (!isList) return undefined
      const all = here.box.world.gluu.users.filter(({ inum }) => inum !== gone[0]!.inum)
      const from = Number(query.get('startIndex') ?? 1) - 1
      const rows = all.slice(from, from + Number(query.get('count') ?? 100))
      const Resources = rows.map(({ inum, uid, mail }) => ({
        id: inum,
        userName: uid,
        emails: [{ value: mail }],
        active: true,
      }))
      return { body: { totalResults: all.length, Resources } }
    })
    await synced(here)
    assert.equal(outcomes(here, 'delete').sort(), ['applied', 'conflict'])
    assert.equal(
      receipts(here, 'delete').flatMap(({ error }) => error ?? []),
      ['the source has this person after all'],
    )
  }),
)

odd.run()
