// User fields that a run writes: one that would not keep its value is exit 7 before anything is read or sent.

import * as assert from 'uvu/assert'
import { gatherUsers } from '../../../lib/scripts/gather-users.ts'
import { changeAnswers } from '../../kit/answers.ts'
import { found } from '../../kit/looks.ts'
import { at, type Place, type Shipped } from '../../kit/pipeline.ts'
import { userAt, writes } from '../../kit/receipts.ts'
import { compared, stageIn, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { changing } from '../../kit/worlds.ts'

const fields = suite('zendesk: user fields')

type Field = Record<string, unknown>
type Target = Shipped['target']

const MARK = 'not_in_sfdc'

/** Shows the fields of the account changed. */
const showing = (here: Place, change: (field: Field, all: Field[]) => void) =>
  changeAnswers(here, /\/user_fields$/, ({ user_fields: all }: { user_fields: Field[] }) => {
    for (const field of [...all]) if (field['key'] === MARK) change(field, all)
  })

const lookedAt = async (here: Place, what = 'mark') => {
  let said = ''
  await stageIn(here, async (run) => {
    const target = await run.instance.target(run)
    said = (await found(target.checks!()))[what] ?? 'not looked at'
    return { line: '' }
  })
  return said
}

const wrong: [what: string, change: Parameters<typeof showing>[1], said: RegExp, target?: Partial<Target>][] = [
  ['is not active', (field) => Object.assign(field, { active: false }), /not_in_sfdc is not active/],
  ['is not active, in a text', (field) => Object.assign(field, { active: 'False' }), /not_in_sfdc is not active/],
  ['is a text', (field) => Object.assign(field, { type: 'text' }), /not_in_sfdc is of type text/],
  ['has no type', (field) => delete field['type'], /not_in_sfdc is of type none/],
  ['is not there', (field, all) => all.splice(all.indexOf(field), 1), /no user field not_in_sfdc/],
  [
    'is a drop-down without that value',
    (field) => Object.assign(field, { type: 'dropdown', custom_field_options: [{ value: 'here' }] }),
    /drop-down not_in_sfdc has no such value/,
    { removal: { mark: { user_fields: { [MARK]: 'gone' } }, suspend: true } },
  ],
  [
    'of an attribute is not active',
    (_, all) => all.push({ id: 1, key: 'job', type: 'text', active: false }),
    /job is not active.*target.attributes.job/,
    { attributes: { job: 'user_fields.job' } },
  ],
]
for (const [what, change, said, more = {}] of wrong) {
  fields(`a field that ${what}: exit 7, doctor is red, and nobody is suspended without a mark`, () =>
    at(changing(), async (here) => {
      const removal = { mark: { user_fields: { [MARK]: true } }, suspend: true }
      const constant = { attributes: { job: { value: 'Cook' } } }
      here.settings((one) => Object.assign(one.target, { removal, ...(more.attributes && { attributes: {} }) }))
      await compared(here)
      here.settings((one) => {
        Object.assign(one.target, { removal, ...more })
        if (more.attributes) Object.assign(one.source, constant)
      })
      showing(here, change)
      assert.match(await lookedAt(here), said)
      const gathered = await stageIn(here, gatherUsers)
      assert.equal([gathered.code, said.test(gathered.line)], [7, true], gathered.line)
      if (Object.keys(more).length > 0) return // other settings make another plan
      const { code, line } = await synced(here)
      assert.equal([code, said.test(line)], [7, true], line)
      assert.equal([writes(here).length, userAt(here, 5103).suspended], [0, false])
    }),
  )
}

const right: [what: string, change: (field: Field) => void, value: string | number | boolean][] = [
  ['a checkbox that does not say whether it is active', (field) => delete field['active'], true],
  ['a number', (field) => Object.assign(field, { type: 'integer' }), 1],
  [
    'a drop-down with that value',
    (field) => Object.assign(field, { type: 'dropdown', custom_field_options: [{ value: 'gone' }] }),
    'gone',
  ],
]
for (const [what, change, value] of right) {
  fields(`${what} will do for a mark`, () =>
    at(changing(), async (here) => {
      here.settings(({ target }) => Object.assign(target, { removal: { mark: { user_fields: { [MARK]: value } } } }))
      showing(here, change)
      assert.is(await lookedAt(here), `${MARK} is a user field`)
    }),
  )
}

fields('a list of fields that cannot be read is exit 9: whether a mark is kept is not known', () =>
  at(changing(), async (here) => {
    showing(here, (field) => Object.assign(field, { active: {} }))
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 9)
    assert.match(line, /user_fields\[\d+\].active is an object/)
  }),
)

fields('a list of fields that may not be read is named by its path', () =>
  at(changing(), async (here) => {
    here.interfere((_, { path }) => (path.endsWith('/user_fields') ? { status: 403, body: {} } : undefined))
    assert.match(await lookedAt(here), 'GET /api/v2/user_fields: sign-in refused (403)')
  }),
)

for (const [what, rules, change, said] of [
  ['no rule is about tags', ['*@gitlab.com'], () => undefined, 'not looked at'],
  ['tags are shown', ['tag:vip'], () => undefined, 'tag:vip can be checked'],
  [
    'no user is shown with tags',
    ['tag:vip'],
    (user: Field) => delete user['tags'],
    'wrong: the protect rule tag:vip cannot be checked: Zendesk shows no tags of users, so everybody is protected',
  ],
] as const)
  fields(`doctor looks at rules about tags: ${what}`, () =>
    at(changing(), async (here) => {
      here.settings((one) => Object.assign(one, { protect: [...rules] }))
      changeAnswers(here, /\/api\/v2\/users$/, ({ users = [] }: { users?: Field[] }) => {
        for (const user of users) change(user)
      })
      assert.match(await lookedAt(here, 'protect'), said)
    }),
  )

fields.run()
