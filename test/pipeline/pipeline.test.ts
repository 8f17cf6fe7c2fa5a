// The real scripts, as real processes, against the sandbox: the whole line twice.

import * as assert from 'uvu/assert'
import { at, type Place, STAGES } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'
import { changing, contactOf } from '../kit/worlds.ts'

const pipeline = suite('pipeline')

/** Runs the five scripts, the two that read the target side by side; none may fail. Gives what they said, in order. */
async function line(here: Place): Promise<string> {
  const [organizations, users, ...rest] = STAGES
  const ended = await Promise.all([organizations, users].map((stage) => here.run(stage!)))
  for (const stage of rest) ended.push(await here.run(stage))
  for (const [n, { code, said }] of ended.entries()) assert.is(code, 0, `${STAGES[n]}: ${said}`)
  return ended.map(({ said }) => said).join('')
}

pipeline('a whole run leaves the target as the source says, the second plans nothing, and nobody is named', () =>
  at(changing(), async (here) => {
    const said = await line(here)
    assert.match(said, /^gather-organizations us-gov: 3 organizations \(\d+\.\ds\)\n/)
    assert.match(said, /\ncompare us-gov: Plan: 1 to create, 2 to update, 1 to delete, 0 held \(\d+\.\ds\)\n/)
    assert.match(said, /\nsync us-gov: create 1 applied; update 2 applied; delete 1 applied \(\d+\.\ds\)\n$/)
    assert.not.match(said, /@|%40|Person|Old Name|sandbox-secret/)

    const keys = (file: string) => here.json(file).records.map(({ key }) => key)
    assert.equal(keys('create.json'), ['person100@acme.test'])
    assert.equal(
      here.json('update.json').records.map(({ from, key, to }) => ({ from, key, to })),
      [
        {
          from: { name: 'Old Name', organization: '900' },
          key: 'person101@acme.test',
          to: { name: 'Person 101', organization: '902' },
        },
        { from: { active: false }, key: 'person102@acme.test', to: { active: true } },
      ],
    )
    assert.equal(keys('delete.json'), ['person103@acme.test'])
    const user = (email: string) => here.box.world.zendesk.users.find((one) => one.email === email)!
    assert.is(user('person100@acme.test').external_id, `salesforce:${contactOf(100).Id}`)
    assert.is(user('person101@acme.test').name, 'Person 101')
    assert.is(user('person101@acme.test').organization_id, 902)
    assert.is(user('person102@acme.test').user_fields['not_in_sfdc'], false)
    assert.is(user('person103@acme.test').user_fields['not_in_sfdc'], true)

    assert.match(await line(here), /compare us-gov: Plan: 0 to create, 0 to update, 0 to delete, 0 held/)
  }),
)

pipeline.run()
