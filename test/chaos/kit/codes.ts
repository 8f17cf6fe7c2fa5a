// The exit codes that are right: by what is asked and by kind of fault. From docs/promises.md and the exit codes of
// README.md, and not from what the stages do.

import type { Door } from './doors.ts'

export const often = ['once', 'three times', 'always'] as const
export type Often = (typeof often)[number]

/** Once, three times, always; a stroke between those that are both right. */
type Codes = `${string} ${string} ${string}`
type Row = Record<string, Codes>

const all = (kinds: string, codes: Codes): Row => Object.fromEntries(kinds.split(' ').map((kind) => [kind, codes]))

/** The system answers in their place: what was asked is not done. */
const NOT_DONE = 'reset-before html empty server-error bad-gateway unavailable'
/** Done, and the answer does not arrive whole. */
const DONE = 'cut-off cut-short cut-chunks reset-after'

/**
 * With four tries: three faults are outlived. What let the deadline pass is tried twice; a redirect is never followed.
 */
const safe: Row = { ...all(`${NOT_DONE} ${DONE}`, '0 0 9'), stall: '0 9 9', redirect: '9 9 9' }

/** Zendesk's own: a pause is kept; a token that is refused is renewed once. */
const read: Row = {
  ...safe,
  ...all('conflict too-many-requests edge-too-many-requests', '0 0 9'),
  unauthorized: '0 8 8',
  forbidden: '8 8 8',
}

/**
 * A way that leads back, rows that came before or are missing: not proven whole, and nothing tells which page is right.
 */
const list: Row = { ...read, ...all('repeated-page same-cursor missing-rows', '9 9 9') }

const rows: Record<Door['row'], Row> = {
  'sign-in': safe,
  // an answer without a token is not asked for again
  login: { ...safe, ...all('no-token no-instance', '9 9 9') },
  list,
  read,
  // Nothing proves a list of fields whole: without the mark's nothing is written
  fields: { 'same-cursor': '9 9 9', 'missing-rows': '7 7 7' },
  // Asked for several people at a time, each of whom has its own tries; how many there are is told beside the rows
  homes: { ...read, stall: '0 0/9 9', unauthorized: '0 0/8 8', ...all('same-cursor missing-rows', '0 0 0') },
  // Looked up before it is sent again, three times in all; each of several at a time
  creation: {
    ...all(`${DONE} stall`, '0 0 0'),
    ...all(`${NOT_DONE} conflict`, '0 0/3 3'),
    ...all('too-many-requests edge-too-many-requests', '0 0 9'),
    redirect: '9 9 9',
    unauthorized: '0 0/8 8',
    forbidden: '8 8 8',
  },
  // Read back before it is sent again, three times in all
  batch: {
    ...all(`${DONE} stall`, '0 0 0'),
    ...all(`${NOT_DONE} conflict`, '0 3 3'),
    ...all('too-many-requests edge-too-many-requests too-many-jobs', '0 0 9'),
    redirect: '9 9 9',
    unauthorized: '0 8 8',
    forbidden: '8 8 8',
    // what it did is read; what it did not is not sent beside a job that may still do it
    'job-lost': '0 0 0',
    'job-stuck': '3 3 3',
    // a batch of five and more is halved three times
    'job-failed': '0 0 3',
    'job-unfinished': '0 3 3',
  },
  query: {
    ...safe,
    // A query whose rows do not add up, or whose next page is gone, is asked once more
    ...all('missing-rows repeated-page', '0 0/9 9'),
    'invalid-locator': '0 9 9',
    'same-cursor': '0 9 9',
    'session-expired': '0 8 8',
    'daily-limit': '9 9 9',
    'concurrent-limit': '0 0 9',
    // by halves, down to one
    'query-timeout': '0 0 7',
    retired: '7 7 7',
  },
}

/** The exit codes that are right for a fault at a door; null where the table has no row for its kind. */
export function codesFor({ row }: Door, kind: string, times: Often): number[] | null {
  const codes = rows[row][kind]?.split(' ')[often.indexOf(times)]
  return codes?.split('/').map(Number) ?? null
}
