// The proof that user fields keep their values, by the stored users: the list of fields may promise more.

import stringify from 'fast-json-stable-stringify'
import { attributeOf, type Fields, type Receipt } from '../../artifacts/records.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { ZendeskSettings } from './settings.ts'

/** After this many users without a stored value, the field is at fault, not the users. */
const MANY_PEOPLE = 5

const WHERE = 'Admin Center > People > Configuration > User fields'

export type KeptFields = ReturnType<typeof keptFields>

/** Follows the user fields that a run writes. */
export function keptFields({ attributes, removal }: Pick<ZendeskSettings, 'attributes' | 'removal'>) {
  const kept = new Set<string>()
  const dropped = new Map<string, number>()
  const mark = Object.keys(removal.mark.user_fields).map((name) => `user_fields.${name}`)

  const drop = (path: string) => dropped.set(path, (dropped.get(path) ?? 0) + 1)

  const fieldFailure = (path: string, setting: string) => {
    const what = `${path} does not keep what is written to it, although Zendesk called the write a success`
    const next = `Look at that field in ${WHERE}: it has to be active, and of the type of its values`
    return new Failure(exit.input, `Zendesk: ${what}. ${next}. Or name another one in ${setting}`)
  }

  return {
    /** Notes a successful write: the wanted fields, and the user before and after. */
    add(wanted: Fields, { from, to }: Pick<Receipt, 'from' | 'to'>): void {
      if (to === null) return
      if (wanted.active !== undefined)
        for (const path of mark) to.active === wanted.active ? kept.add(path) : drop(path)
      for (const [name, value] of Object.entries(wanted.attributes ?? {})) {
        const [was, now] = [attributeOf(from?.attributes ?? {}, name), attributeOf(to.attributes ?? {}, name)]
        if (stringify(now) === stringify(value)) kept.add(attributes[name]!)
        // another value of the same type is a matter of the value, not of the field
        else if (stringify(now) === stringify(was) || typeof now !== typeof value) drop(attributes[name]!)
      }
    },

    /**
     * Throws exit 7 for a dropped mark, and for a field that kept no value of many users; at the `end`, of any user.
     */
    assertKept(end: 'more comes' | 'end'): void {
      for (const [path, times] of dropped) {
        if (kept.has(path)) continue
        const name = Object.keys(attributes).find((one) => attributes[one] === path)
        if (mark.includes(path)) throw fieldFailure(path, 'target.removal.mark.user_fields')
        if (times >= MANY_PEOPLE || end === 'end') throw fieldFailure(path, `target.attributes.${name}`)
      }
    },

    /** Whether every field of the mark has kept a value in this run. */
    isMarkProven: () => mark.every((path) => kept.has(path)),
  }
}
