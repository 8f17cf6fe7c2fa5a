// What a sync did, as a test wants to see it: receipts, outcomes, and what went over the wire.

import type { Place } from './pipeline.ts'

const FILES = { create: 'created.json', update: 'updated.json', delete: 'deleted.json' }
export const receipts = (here: Place, kind: keyof typeof FILES) => here.json(FILES[kind]).records
export const outcomes = (here: Place, kind: keyof typeof FILES) => receipts(here, kind).map(({ outcome }) => outcome)
export const userAt = (here: Place, id: number) => here.box.world.zendesk.users.find((user) => user.id === id)!
export const writes = (here: Place) =>
  here.box.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api'))
export const sent = (here: Place) =>
  writes(here)
    .filter(({ method }) => method === 'PUT')
    .flatMap(({ body }) => (body as { users: Record<string, unknown>[] }).users)
