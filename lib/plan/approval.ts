// The words with which a person approves one plan, by its digest and its numbers. Pure.

import { type Kind, kinds } from '../artifacts/records.ts'
import type { Approval } from '../core/holds.ts'
import { exit, Failure } from '../errors/failure.ts'
import { shortDigest } from './plan.ts'

/**
 * Reads `<first 12 of plan>:<kind>=<count>[,<kind>=<count>]` against the plan at hand and its counts.
 * Throws exit 7 where the words cannot be read, exit 5 where they approve another plan or other numbers.
 */
export function readApproval(words: string, plan: string, counts: Record<Kind, number>): Approval {
  const [, named, list = ''] = /^([0-9a-f]{12}):([a-z]+=\d+(?:,[a-z]+=\d+)*)$/.exec(words.trim()) ?? []
  const asked = list.split(',').map((one) => one.split('=') as [Kind, string])
  if (!named || asked.some(([kind]) => !kinds.includes(kind))) {
    throw new Failure(
      exit.input,
      `cannot read the approval "${words}": expected <first 12 of the plan>:<kind>=<count>, ` +
        'with create, update or delete. sync without it prints the right words',
    )
  }
  if (named !== shortDigest(plan)) {
    throw new Failure(
      exit.stale,
      `the approval is for plan ${named}; this one is ${shortDigest(plan)}. ` +
        'Look at the new plan; sync without the approval prints the new words',
    )
  }
  const wrong = asked.find(([kind, count]) => counts[kind] !== Number(count))
  if (wrong) {
    throw new Failure(
      exit.stale,
      `the approval says ${wrong.join('=')}; this plan has ${counts[wrong[0]]}. ` +
        'Look at the plan again; sync without the approval prints the right words',
    )
  }
  return Object.fromEntries(asked.map(([kind, count]) => [kind, Number(count)]))
}
