// The organization of a user: by the update itself, or as the default among several, which are never replaced.

import type { Change, Receipt } from '../../artifacts/records.ts'
import { exit } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { AnsweredFailure } from '../../http/outcome.ts'
import { answerWords } from '../resend.ts'
import { ABOUT_THE_REQUEST } from './answers.ts'
import type { Memberships } from './organizations.ts'

/**
 * 'update': together with the other fields. 'default': one of several memberships, with its id. 'blocked': the user has
 * several, without this one; an update would drop them all, so only the other fields are sent.
 */
export type Placement = { by: 'update' } | { by: 'default'; membership: string | null } | { by: 'blocked' }

export const BLOCKED =
  'has several organizations, and not this one: an update would drop the others, so the organization was left alone. ' +
  'Add the user to it in Zendesk'

/** The new organization of a change, or null. */
const organizationOf = ({ to }: Change): string | null => ('organization' in to && to.organization) || null

/** The placement of a change by the memberships of its user; null if the user is gone. */
export function placementOf(entry: Change, memberships: Memberships | null): Placement | null {
  if (memberships === null) return null
  const { count, ids, isWhole } = memberships
  if (count < 2) return { by: 'update' }
  const organization = organizationOf(entry)
  if (organization === null) return { by: 'blocked' }
  if (ids.has(organization)) return { by: 'default', membership: ids.get(organization)! }
  return isWhole ? { by: 'blocked' } : { by: 'default', membership: null }
}

/** The part of a change for update_many. */
export function partToSend(entry: Change, placement: Placement): Change {
  if (placement.by === 'update' || !('organization' in entry.to)) return entry
  const { organization: _, ...to } = entry.to
  return { ...entry, to } as Change
}

/** Whether a change has at least one field. */
export const hasFields = ({ to }: Change): boolean => Object.keys(to).length > 0

/** The receipt of a change without its organization: a conflict, with the other stored fields. */
export const receiptOfBlocked = (receipt: Receipt): Receipt => ({ ...receipt, error: BLOCKED, outcome: 'conflict' })

const NO_DEFAULT = 'the organization was not made the default'

/** Returns an error answer for one user; throws any other error again, because it ends the run. */
function catchAnswer(error: unknown): AnsweredFailure {
  if (error instanceof AnsweredFailure && error.code === exit.remote) return error
  throw error
}

/**
 * Makes an organization of a user the default: by the organization, or without that path by the membership (Zendesk,
 * Organization memberships). Returns the text of a refusal, or null.
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
