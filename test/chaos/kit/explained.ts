// Somebody in every plan file, and what explain finds and prints of them, in this process.

import { render } from '../../../lib/explain/output.ts'
import type { makePlan } from '../../../lib/scripts/compare.ts'
import { explanations } from '../../../lib/scripts/explain.ts'
import type { Place } from '../../kit/pipeline.ts'
import { stageIn } from '../../kit/stages.ts'
import { account, contactId, contactOf, userOf, worldOf } from '../../kit/worlds.ts'

/** Somebody in every plan file, and for every reason that holds. */
export const everybody = () =>
  worldOf({
    contacts: [
      contactOf(100),
      contactOf(101),
      contactOf(102),
      contactOf(105),
      contactOf(110, { Email: 'two@acme.test', AccountId: account(0) }),
      contactOf(111, { Email: 'two@acme.test', AccountId: account(1) }),
      contactOf(112, { Email: 'same@acme.test', AccountId: account(0) }),
      contactOf(113, { Email: 'same@acme.test', AccountId: account(0) }),
      contactOf(114, { Email: 'renamed@acme.test' }),
      contactOf(115),
      contactOf(116),
      contactOf(117, { Email: 'boss@gitlab.com' }),
      contactOf(118),
    ],
    users: [
      userOf(101, { name: 'Old Name' }),
      userOf(102, { user_fields: { not_in_sfdc: true } }),
      userOf(103),
      userOf(104, { role: 'admin', email: 'root@acme.test', external_id: null }),
      userOf(106, { email: 'ceo@gitlab.com', external_id: null }),
      userOf(114),
      userOf(115, { external_id: `salesforce:${contactId(116)}` }),
      userOf(118, { name: 'Old Name', role: 'agent' }),
    ],
  })

/** What explain finds, in this process. */
export async function found(here: Place, asked: string, now = new Date()) {
  const all: ReturnType<typeof explanations>[] = []
  const work = (run: Parameters<typeof makePlan>[0]) => {
    all.push(explanations(asked, run))
    return Promise.resolve({ line: '' })
  }
  const { code, line } = await stageIn(here, work, { now })
  if (!all[0]) throw new Error(`${code}: ${line}`)
  return all[0]
}

/** What it prints. */
export const printed = async (here: Place, asked: string, how: { json?: boolean; reveal?: boolean } = {}) =>
  render(await found(here, asked), { json: false, reveal: false, ...how })
