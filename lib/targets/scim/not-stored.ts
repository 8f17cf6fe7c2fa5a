// Writes that a service accepted and did not store: a read shows them, and they are counted and reported.

import stringify from 'fast-json-stable-stringify'
import { attributeOf, type Change, type Fields, type Receipt } from '../../artifacts/records.ts'
import type { ScimSettings } from './settings.ts'

/** This many accepted writes that are not stored show that the service is the cause. */
const MOST_UNSTORED = 3

const INSTEAD = 'Set "update": "replace" in the target if the service takes PUT'
const OTHER_MEMBERS = 'Ask the vendor how members are changed; "dialect": "entra" names them as Entra does'

/** The accepted writes that are not stored, each with the next step. */
const UNSTORED_KINDS = {
  user: { what: 'the PATCH was answered, and changed nothing', next: INSTEAD },
  part: { what: 'the PATCH was answered, and changed a part alone', next: INSTEAD },
  groups: { what: 'the PATCH of its groups was answered, and changed nothing', next: OTHER_MEMBERS },
}

type UnstoredKind = keyof typeof UNSTORED_KINDS

/** Counts the accepted writes of one kind that are not stored. */
export function unstoredChanges() {
  const counts = { user: 0, part: 0, groups: 0 }

  /** The receipt with an error that names the unstored part and the next step. */
  function note(kind: UnstoredKind, receipt: Receipt): Receipt {
    const { what, next } = UNSTORED_KINDS[kind]
    counts[kind]++
    return { ...receipt, error: `${what}: ${receipt.error}. ${next}` }
  }

  /** The reason not to send the rest of this kind, or null. A write that is stored in part does not count. */
  function stop(): string | null {
    const kind = (['user', 'groups'] as const).find((one) => counts[one] >= MOST_UNSTORED)
    return kind === undefined
      ? null
      : `stopped: ${MOST_UNSTORED} times ${UNSTORED_KINDS[kind].what}. ${UNSTORED_KINDS[kind].next}`
  }

  return { note, stop }
}

export type UnstoredChanges = ReturnType<typeof unstoredChanges>

/** The part of an accepted change that is not stored, or null. Only a PATCH has the parts `user` and `part`. */
export function unstoredPart(
  entry: Change,
  { from, to }: Pick<Receipt, 'from' | 'to'>,
  { removal, update }: Pick<ScimSettings, 'removal' | 'update'>,
): UnstoredKind | null {
  if (from === null || to === null) return null
  const isDeleted = entry.reason === 'absent' && removal === 'delete'
  const fields = fieldsOf(entry.to as Fields)
  const kept = fields.filter((read) => stringify(read(from)) === stringify(read(to)) && !isSameValue(read, to, entry))
  if (update === 'patch' && !isDeleted && kept.length > 0) return kept.length === fields.length ? 'user' : 'part'
  return isGroupsKept({ to: entry.to as Fields }, from, to) ? 'groups' : null
}

type FieldReader = (fields: Fields) => unknown

const isSameValue = (read: FieldReader, to: Fields, entry: Change) =>
  stringify(read(to)) === stringify(read(entry.to as Fields))

/** The fields of a user's own PATCH, each attribute apart, because a service may store a path as an attribute name. */
const fieldsOf = ({ attributes = {}, groups: _, ...others }: Fields): FieldReader[] => [
  ...Object.keys(others).map((name) => (fields: Fields) => fields[name as keyof Fields] ?? null),
  ...Object.keys(attributes).map((name) => (fields: Fields) => attributeOf(fields.attributes ?? {}, name)),
]

/** Whether the groups of a user are as before. */
export const isGroupsKept = (
  { to: wanted }: { to: { groups?: readonly string[] | undefined } },
  from: Pick<Fields, 'groups'>,
  to: Pick<Fields, 'groups'>,
): boolean =>
  wanted.groups !== undefined &&
  stringify(from.groups ?? []) === stringify(to.groups ?? []) &&
  stringify(to.groups ?? []) !== stringify(wanted.groups)
