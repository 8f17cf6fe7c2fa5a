// A file of a feed with the fields that a control file reads, and the message that refuses it.

import * as assert from 'uvu/assert'
import { exit } from '../../lib/errors/failure.ts'
import { feedOf } from '../../lib/sources/feed/people.ts'
import { control, either, files, PLAIN, record } from './feed.ts'
import { refusalOf } from './refusal.ts'

export const TSV = { read: 'tsv-with-name-row' }
export const ROLE = either({ action: 'if-value-one-of', source: 'role', values: ['STAFF'] }, [
  { action: 'set-value', destination: 'user', name: 'groups', value: 'staff', multivalue: true },
])

export interface How {
  spec?: object
  /** Beside those that everybody needs. */
  more?: readonly object[]
  optional?: readonly string[]
}

/** What is said of a file; null: nothing. */
export async function said(text: string | Buffer, { spec = TSV, more = [ROLE], optional = [] }: How = {}) {
  const of = control({ files: { people: spec }, instructions: [...PLAIN, ...more] })
  const done = Symbol('complete')
  const failure = await refusalOf(async () => {
    ;(await feedOf(of, files({ people: text }))).assertComplete(optional)
    throw done
  }).catch((error: unknown) => {
    if (error === done) return null
    throw error
  })
  if (failure === null) return null
  assert.is(failure.code, exit.input)
  assert.not.match(failure.message, /SECRET/)
  assert.match(failure.message, /^feed file people: /)
  return failure.message.slice('feed file people: '.length)
}

export const NEXT = '. Fix the file or the control file; source.optional takes the names of what may be missing'
export const lines = (names: string, sign = '\t') =>
  `${names}\n${['ann', 'Ann', 'Lee', 'ann@acme.test', 'STAFF'].join(sign)}\n`
export const ALL = 'username\tnameFirst\tnameLast\temail\trole'

export const JSON_LIST = { read: 'json' }
export const noField = (name: string, place: string, nearest: string) =>
  `no record has the field "${name}", which ${place} of the control file reads; the nearest name is "${nearest}"${NEXT}`
export const someRecords = (...more: object[]) => JSON.stringify([record(), ...more.map((one) => record(one))])
