// Why one person is treated as they are: what explain says is what compare does.

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { contacts as contactFile, users as userFile } from '../lib/artifacts.ts'
import { explained } from '../lib/explain.ts'
import { removable } from '../lib/policy.ts'
import { decide, lines } from './kit/people.ts'
import { at } from './kit/pipeline.ts'
import { parameters, world } from './kit/random.ts'
import { compared, synced } from './kit/stages.ts'
import { changing, contactId } from './kit/worlds.ts'

const explain = suite('explain')

explain('says of every person of a random world what compare plans for them', () =>
  fc.assert(
    fc.property(world, ({ contacts, users, choice }) => {
      const plan = decide(contacts, users, choice)
      const { scope, linked, ...rest } = choice
      const rules = { ...rest, removable: removable(scope, new Set(linked)) }
      const told = (asked: string) => [...explained(lines(contactFile, contacts), lines(userFile, users), rules, asked)]
      const planned = {
        create: plan.create.map(({ to }) => to.externalId),
        update: plan.update.map(({ id }) => id),
        delete: plan.delete.map(({ id }) => id),
        held: plan.held.flatMap((held) => [...held.users, ...held.contacts.map((one) => one.externalId)]),
      }
      for (const asked of [...contacts.map(({ externalId }) => externalId), ...users.map(({ id }) => id)]) {
        const gates = told(asked).filter((gate) =>
          [...gate.contacts.map(({ externalId }) => externalId), ...gate.users.map(({ id }) => id)].includes(asked),
        )
        assert.ok(gates.length > 0, asked)
        for (const [file, ids] of Object.entries(planned)) {
          const isPlanned = ids.includes(asked)
          if (isPlanned)
            assert.ok(
              gates.some((gate) => gate.file === file),
              `${asked} is in ${file}`,
            )
          else if (file !== 'create' && gates.length === 1 && gates[0]!.users[0]?.id === asked) {
            assert.is.not(gates[0]!.file, file, asked)
          }
        }
      }
    }),
    parameters(150),
  ),
)

explain('tells the gates of one person in order, by id or address, and names nobody unless asked to', () =>
  at(changing(), async (here) => {
    await compared(here)
    await synced(here)
    const { code, said } = await here.run('explain', ['PERSON101@acme.test'])
    assert.is(code, 0)
    const labels = said.match(/^[a-z]+(?: [a-z]+)?(?= {2})/gm)
    assert.equal(labels, [
      'contact',
      'problem',
      'organization',
      'user',
      'matched by',
      'protected',
      'fields',
      'decision',
      'plan',
      'receipt',
    ])
    assert.match(said, `salesforce:${contactId(101)}`)
    assert.match(said, /name +<name> +<name> +differs/)
    assert.match(said, 'user differs in a mapped field: update (update.json)')
    assert.match(said, /receipt +applied/)
    assert.not.match(said, /Old Name|Person 101|@acme/)

    const shown = await here.run('explain', ['5101', '--reveal', '--json'])
    const [gate] = JSON.parse(shown.said.slice(0, shown.said.lastIndexOf(']') + 1))
    assert.equal(gate.fields[1], { field: 'name', contact: 'Person 101', user: 'Old Name' })
    assert.equal([gate.row, gate.file, gate.receipt.outcome], ['differs', 'update', 'applied'])
    const nobody = await here.run('explain', ['nobody@acme.test'])
    assert.is(nobody.code, 7)
    assert.match(nobody.said, 'neither contacts.json nor users.json has this address or id')
  }),
)

explain.run()
