// Changes that a service answers as done and does not make: told apart by what a read shows, counted, and said.

import stringify from 'fast-json-stable-stringify'
import { attributeOf, type Change, type Fields, type Receipt } from '../../artifacts/records.ts'
import type { ScimSettings } from './settings.ts'

/** So many changes that were answered and did nothing say something about the service. */
const MOST_VAIN = 3

const INSTEAD = 'Set "update": "replace" in the target if the service takes PUT'
const OTHER_MEMBERS = 'Ask the vendor how members are changed; "dialect": "entra" names them as Entra does'

/** What was answered and not done, and what to do instead. */
const VAIN_KINDS = {
  user: { what: 'the PATCH was answered, and changed nothing', next: INSTEAD },
  part: { what: 'the PATCH was answered, and changed a part alone', next: INSTEAD },
  groups: { what: 'the PATCH of its groups was answered, and changed nothing', next: OTHER_MEMBERS },
}

type VainKind = keyof typeof VAIN_KINDS

/** Counts the changes of one kind of entries that were answered in vain. */
export function vainChanges() {
  const counts = { user: 0, part: 0, groups: 0 }

  /** The receipt in words that say what was in vain. */
  function note(kind: VainKind, receipt: Receipt): Receipt {
    const { what, next } = VAIN_KINDS[kind]
    counts[kind]++
    return { ...receipt, error: `${what}: ${receipt.error}. ${next}` }
  }

  /** Why nothing more of this kind is sent; null: it is. What changes a part is not in vain. */
  function stop(): string | null {
    const kind = (['user', 'groups'] as const).find((one) => counts[one] >= MOST_VAIN)
    return kind === undefined ? null : `stopped: ${MOST_VAIN} times ${VAIN_KINDS[kind].what}. ${VAIN_KINDS[kind].next}`
  }

  return { note, stop }
}

export type Vain = ReturnType<typeof vainChanges>

/** What of a change that the service took is as before; null: nothing, or it was no PATCH. */
export function vainPart(
  entry: Change,
  { from, to }: Pick<Receipt, 'from' | 'to'>,
  { removal, update }: Pick<ScimSettings, 'removal' | 'update'>,
): VainKind | null {
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

/** The fields of a user's own PATCH, each attribute apart: a service may keep a path as it is written. */
const fieldsOf = ({ attributes = {}, groups: _, ...others }: Fields): FieldReader[] => [
  ...Object.keys(others).map((name) => (fields: Fields) => fields[name as keyof Fields] ?? null),
  ...Object.keys(attributes).map((name) => (fields: Fields) => attributeOf(fields.attributes ?? {}, name)),
]

/** Whether the groups of a user are as they were. */
export const isGroupsKept = (
  { to: wanted }: { to: { groups?: readonly string[] | undefined } },
  from: Pick<Fields, 'groups'>,
  to: Pick<Fields, 'groups'>,
): boolean =>
  wanted.groups !== undefined &&
  stringify(from.groups ?? []) === stringify(to.groups ?? []) &&
  stringify(to.groups ?? []) !== stringify(wanted.groups)
