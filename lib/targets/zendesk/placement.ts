// How a user gets into an organization: by the update itself, or as the default one of several, which are never
// replaced.

import type { Change, Receipt } from '../../artifacts/records.ts'
import { exit } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { AnsweredFailure } from '../../http/outcome.ts'
import { answerWords } from '../resend.ts'
import { ABOUT_THE_REQUEST } from './answers.ts'
import type { Memberships } from './organizations.ts'

/**
 * 'update': with the other fields. 'default': it is one of several, `membership` is its id. 'blocked': the user has
 * several and not this one; an update would drop them all, so the other fields go without it.
 */
export type Placement = { by: 'update' } | { by: 'default'; membership: string | null } | { by: 'blocked' }

export const BLOCKED =
  'has several organizations, and not this one: an update would drop the others, so the organization was left alone. ' +
  'Add the user to it in Zendesk'

/** The organization of a change; null where it changes none. */
const organizationOf = ({ to }: Change): string | null => ('organization' in to && to.organization) || null

/** What of the memberships a user has follows for a change; null: the user is gone. */
export function placementOf(entry: Change, memberships: Memberships | null): Placement | null {
  if (memberships === null) return null
  const { count, ids, isWhole } = memberships
  if (count < 2) return { by: 'update' }
  const organization = organizationOf(entry)
  if (organization === null) return { by: 'blocked' }
  if (ids.has(organization)) return { by: 'default', membership: ids.get(organization)! }
  return isWhole ? { by: 'blocked' } : { by: 'default', membership: null }
}

/** What of a change goes with the update of many. */
export function partToSend(entry: Change, placement: Placement): Change {
  if (placement.by === 'update' || !('organization' in entry.to)) return entry
  const { organization: _, ...to } = entry.to
  return { ...entry, to } as Change
}

/** Whether anything of a change is left to be sent so. */
export const hasFields = ({ to }: Change): boolean => Object.keys(to).length > 0

/** The receipt of a change whose organization was left alone: what else was stored is told, and it stays a conflict. */
export const receiptOfBlocked = (receipt: Receipt): Receipt => ({ ...receipt, error: BLOCKED, outcome: 'conflict' })

const NO_DEFAULT = 'the organization was not made the default'

/** An error that Zendesk answers for one user must not end the run of all; one without an answer does. */
function catchAnswer(error: unknown): AnsweredFailure {
  if (error instanceof AnsweredFailure && error.code === exit.remote) return error
  throw error
}

/**
 * Makes one of a user's organizations the default one: by the organization, or where that path is not there by the
 * membership (Zendesk, Organization memberships). Gives the words of a refusal, or null.
 */
export async function makeDefault(call: Call, entry: Change, membership: string | null): Promise<string | null> {
  const user = `/api/v2/users/${encodeURIComponent(entry.id)}`
  const paths = [`${user}/organizations/${encodeURIComponent(organizationOf(entry)!)}/make_default`]
  if (membership !== null) paths.push(`${user}/organization_memberships/${encodeURIComponent(membership)}/make_default`)
  let said: string | null = null
  for (const path of paths) {
    const shown = path.replace(/\/\d+(?=\/)/g, '/<id>')
    const request = { json: {}, shown, allow: [...ABOUT_THE_REQUEST, 403] }
    const answer = await call('PUT', path, request).catch(catchAnswer)
    if (answer instanceof AnsweredFailure) return `${NO_DEFAULT}: ${answer.message}`
    if (answer.status < 300) return null
    said = answer.status === 404 && membership === null ? BLOCKED : `${NO_DEFAULT}: ${answerWords('Zendesk', answer)}`
    if (answer.status !== 404) return said
  }
  return said
}
