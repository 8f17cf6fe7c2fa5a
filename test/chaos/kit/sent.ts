// What went to Zendesk to be written, person by person.

import type { LoggedRequest } from '../../../lib/sandbox/log.ts'
import type { Place } from '../../kit/pipeline.ts'
import { failing, neverDone } from './everyone.ts'

interface Entry {
  id: number
  user_fields?: { not_in_sfdc?: unknown }
}

const emailOf = ({ body }: LoggedRequest) => (body as { user: { email: string } }).user.email
const isCreation = ({ method, path }: LoggedRequest) => method === 'POST' && path === '/api/v2/users'

/** Who is in a job that was begun, as `update person200@acme.test`; without the one who fails in every job. */
export function begun({ box }: Place, { body, method, status }: LoggedRequest): string[] {
  if (method !== 'PUT' || status !== 200) return []
  const entries = (body as { users: Entry[] }).users.filter(({ id }) => !failing.has(id))
  return entries.map(({ id, user_fields }) => {
    const email = box.world.zendesk.users.find((user) => user.id === id)?.email
    return `${user_fields?.not_in_sfdc === true ? 'delete' : 'update'} ${email}`
  })
}

/** Who was sent, in a job or alone. */
export const sent = (here: Place, requests: readonly LoggedRequest[]): string[] =>
  requests.flatMap((one) => (isCreation(one) ? [`create ${emailOf(one)}`] : begun(here, one)))

/** Who is in two jobs. */
export function inTwoJobs(here: Place): string[] {
  const all = here.box.requests.flatMap((one) => begun(here, one))
  return all.filter((one, index) => all.indexOf(one) !== index)
}

/** Creations that Zendesk refused although nothing stands in their way: the user was there, and nobody had looked. */
export const refused = ({ box }: Place): string[] =>
  box.requests
    .filter((one) => isCreation(one) && one.status === 422)
    .map((one) => `create ${emailOf(one)}`)
    .filter((one) => !neverDone.includes(one))
