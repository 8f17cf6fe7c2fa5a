// What must never happen, whatever goes wrong: told from the systems themselves and from what they were asked.

import { addressesOf, type User } from '../../../lib/sandbox/zendesk/store.ts'
import type { Place } from '../../kit/pipeline.ts'
import { everyone, exactly, marked } from './state.ts'

const MOST_JOBS = 30

/**
 * Watches a place from now on. What it gives tells the harm that was done since, each in words; `end` is the state of a
 * good day.
 */
export function guarded(here: Place, end: Map<string, string>, protectedIds: readonly number[]): () => string[] {
  const { world, stats } = here.box
  const start = everyone(here)
  const untouched = exactly(here, protectedIds)
  const before = marked(here)
  const harm: string[] = []

  // told when the request arrives: afterwards the person is there in any case
  here.interfere((_, { method, path, body }) => {
    if (method !== 'POST' || path !== '/api/v2/users') return undefined
    const { email, external_id } = (body as { user: { email: string; external_id: string } }).user
    const names = [email.toLowerCase(), external_id.toLowerCase()]
    if (world.zendesk.users.some((user) => namesOf(user).some((name) => names.includes(name)))) {
      harm.push(`${external_id} exists and was created again`)
    }
    return undefined
  })

  return () => {
    if (exactly(here, protectedIds) !== untouched) harm.push('somebody protected was touched')
    for (const id of sentIds(here)) if (protectedIds.includes(id)) harm.push(`${id} is protected and was sent`)
    const newly = marked(here).filter((id) => !before.includes(id))
    for (const user of world.zendesk.users) {
      if (newly.includes(user.id) && isInSource(here, user)) harm.push(`${user.id} is in the source and was marked`)
    }
    const names = world.zendesk.users.flatMap(namesOf)
    if (new Set(names).size < names.length) harm.push('an address or an external id is there twice')
    for (const [name, face] of everyone(here)) {
      if (face !== start.get(name) && face !== end.get(name))
        harm.push(`${name} is neither as before nor as it should be`)
    }
    if (stats.zendesk.mostJobs > MOST_JOBS) harm.push(`${stats.zendesk.mostJobs} jobs at once`)
    return harm
  }
}

/** Requests that came before a Retry-After allowed them. */
export const early = ({ box: { stats } }: Place) => stats.zendesk.early + stats.salesforce.early

const namesOf = (user: User) => [...addressesOf(user), ...(user.external_id ? [user.external_id.toLowerCase()] : [])]

/** Everyone who was sent for a change. */
const sentIds = ({ box }: Place) =>
  box.requests
    .filter(({ method, path }) => method === 'PUT' && path.endsWith('/update_many'))
    .flatMap(({ body }) => (body as { users: { id: number }[] }).users.map(({ id }) => id))

/** Whether a contact who meets the condition of the settings has this user's address or id, of whatever account. */
function isInSource({ box }: Place, user: User): boolean {
  const names = namesOf(user)
  return box.world.salesforce.contacts.some(
    ({ Id, Email, Inactive_Contact__c, Role__c }) =>
      !Inactive_Contact__c &&
      Role__c?.includes('Gitlab Admin') &&
      (names.includes(String(Email).toLowerCase()) || names.includes(`salesforce:${Id}`.toLowerCase())),
  )
}
