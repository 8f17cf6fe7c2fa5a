// The names of a person in the files, and the test whether a match is about them. Pure.

import { toKey } from '../artifacts/key.ts'
import { hasNoSimilarNames, type Line } from '../artifacts/record-line.ts'
import type { Contact, User } from '../artifacts/records.ts'
import { looseForms } from '../core/loose-forms.ts'
import type { Match } from '../core/match.ts'

/** Keys, and ids of the target or the source. */
export interface Names {
  keys: ReadonlySet<string>
  ids: ReadonlySet<string>
}

/**
 * All names that a typed text can mean: an address in its loose forms, a key, an id with or without its source.
 * `recordId` returns the source's spelling of an id, or null for other texts.
 */
export function parseNames(asked: string, recordId: (written: string) => string | null): Names {
  const id = asked.replace(/^\?/, '')
  const at = id.indexOf(':') + 1
  const whole = recordId(id.slice(at))
  return { keys: new Set(looseForms(asked)), ids: new Set([id, ...(whole === null ? [] : [id.slice(0, at) + whole])]) }
}

/** Whether an id is among the names, with or without its source. */
export const hasId = ({ ids }: Names, id: string | null | undefined): boolean =>
  !!id && (ids.has(id) || ids.has(id.slice(id.indexOf(':') + 1)))

/** Whether one of the names is a key, an address or an id in the match. */
export function isAbout({ contacts, users }: Match, names: Names): boolean {
  const isKey = (written: string) => names.keys.has(toKey(written))
  const isTheirs = (line: Line<Contact> | Line<User>) =>
    isKey(line.key) || isKey(line.field('email') ?? '') || hasId(names, line.field('externalId'))
  const isContact = (line: Line<Contact>) =>
    isTheirs(line) || (!hasNoSimilarNames(line) && line.record.similarNames.some(isKey))
  const isUser = (line: Line<User>) =>
    isTheirs(line) ||
    hasId(names, line.field('id')) ||
    (!line.isEmptyList('otherEmails') && line.record.otherEmails.some(isKey))
  return contacts.some(isContact) || users.some(isUser)
}
