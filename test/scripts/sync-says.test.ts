// What sync says of its end, what it refuses before its first write, and which settings it does not mind.

import * as assert from 'uvu/assert'
import type { RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { at } from '../kit/pipeline.ts'
import { outcomes, receipts, writes } from '../kit/receipts.ts'
import { compared, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing } from '../kit/worlds.ts'

const says = suite('sync: says')

/** The account says that it has the field of the mark, and has it not. */
const pretended = (_: unknown, { path }: RemoteRequest) => {
  const user_fields = [{ id: 1, key: 'not_in_sfdc', type: 'checkbox' }]
  return path.endsWith('/user_fields') ? { body: { user_fields, meta: { has_more: false } } } : undefined
}

says('a mark that the target drops without a word is failed, with what it stored, and ends the run with 7', () =>
  at(
    changing(),
    async (here) => {
      here.interfere(pretended)
      await compared(here)
      const { code, line } = await synced(here)
      assert.is(code, 7)
      const [, returned] = receipts(here, 'update')
      assert.equal([returned!['outcome'], returned!['error']], ['failed', 'target stored active false'])
      assert.equal([receipts(here, 'delete')[0]!['outcome']], ['not-sent'], 'it would change nothing either')
      assert.match(line, 'user_fields.not_in_sfdc does not keep what is written to it')
    },
    { zendesk: { userFields: [] } },
  ),
)

says(
  'a mark that the account has no field for stops gather-users, and sync before its first write, with what to do',
  () =>
    at(
      changing(),
      async (here) => {
        assert.is((await stageIn(here, gatherUsers)).code, 7, 'it would take nobody for removed')
        here.interfere(pretended)
        await compared(here)
        here.interfere(() => undefined)
        const { code, line } = await synced(here)
        assert.is(code, 7)
        assert.match(line, 'Zendesk has no user field not_in_sfdc, which removals write.')
        assert.match(line, 'People > Configuration > User fields > Add field: a checkbox, field key not_in_sfdc')
        assert.equal([writes(here), outcomes(here, 'create')], [[], ['not-sent']])
      },
      { zendesk: { userFields: ['department'] } },
    ),
)

says("a mark that is not of its field's type is refused", () =>
  at(changing(), async (here) => {
    here.settings(({ target }) => Object.assign(target.removal.mark.user_fields, { not_in_sfdc: 'yes' }))
    const { code, line } = await stageIn(here, gatherUsers)
    assert.is(code, 7)
    assert.match(line, 'the user field not_in_sfdc is of type checkbox')
  }),
)

says('a run that ends early says what it has done so far', () =>
  at(changing(), async (here) => {
    await compared(here)
    here.box.faults.zendesk.add({ kind: 'forbidden', path: '*/update_many' })
    const { code, said } = await synced(here)
    assert.is(code, 8)
    assert.match(said.at(-1)!, 'so far: create 1 applied; update 2 not-sent (the run ended before it)')
  }),
)

says('a target that says nothing of an entry ends with 1, not like success', () =>
  at(changing(), async (here) => {
    await compared(here)
    const { code, line } = await synced(here, {
      instance: (one) => ({
        ...one,
        target: async (...asked) => ({ ...(await one.target(...asked)), async *update() {} }),
      }),
    })
    assert.is(code, 1)
    assert.match(line, 'update 2 not-sent (without a receipt: a fault of user-sync); delete 1 applied')
  }),
)

says('a conflict is counted in the line and ends with 0, with --strict with 3', () =>
  at(changing(), async (here) => {
    await compared(here)
    here.box.world.zendesk.users.find(({ id }) => id === 5101)!.name = 'Changed since'
    const { code, line, said } = await synced(here, { words: ['update'] })
    assert.is(code, 0)
    assert.match(line, 'update 1 applied, 1 conflict')
    assert.match(said[0]!, 'update: 1 conflict: changed since it was read: name')
    assert.is((await synced(here, { words: ['update'], flags: { strict: true } })).code, 3)
  }),
)

says('how fast and how patient the settings are makes no other plan', () =>
  at(changing(), async (here) => {
    await compared(here)
    here.settings(({ source, target }) => {
      Object.assign(source, { chunk: 7, network: { tries: 2 } })
      Object.assign(target, { rateShare: 0.5, jobDeadline: 7, network: { deadline: 7 } })
    })
    assert.is((await synced(here)).code, 0)
  }),
)

says.run()
