// Whether a value is what a published interface description says: types, required parts, and no part unheard of.

import { parse } from 'yaml'

export interface Described {
  $ref?: string
  type?: string
  allOf?: Described[]
  required?: string[]
  properties?: Record<string, Described>
  items?: Described
}

/** Reads a description; `at` finds a part of it, `misfits` says where a value is not what a part of it describes. */
export function described(yaml: string) {
  const whole = parse(yaml) as unknown
  const at = (...path: string[]) =>
    path.reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], whole) as Described
  const known = (part: Described): Described =>
    part.$ref === undefined ? part : at(...part.$ref.slice('#/'.length).split('/'))

  function misfits(value: unknown, described: Described, where = ''): string[] {
    const { type, items, required = [], properties = {} } = flat(known(described))
    if (type === 'array') {
      if (!Array.isArray(value)) return [`${where}: no array`]
      return items ? value.flatMap((one, n) => misfits(one, items, `${where}.${n}`)) : []
    }
    if (type !== 'object') {
      const expected = type === 'integer' ? 'number' : type
      return typeof value === expected ? [] : [`${where}: no ${type}`]
    }
    const parts = value as Record<string, unknown>
    const names = Object.keys(properties)
    return [
      ...required.filter((name) => !(name in parts)).map((name) => `${where}.${name}: missing`),
      ...Object.entries(parts).flatMap(([name, one]) => {
        if (properties[name]) return misfits(one, properties[name], `${where}.${name}`)
        return names.length === 0 ? [] : [`${where}.${name}: unheard of`]
      }),
    ]
  }

  /** All that `allOf` puts together, as one. */
  function flat(part: Described): Described {
    const parts = (part.allOf ?? []).map((one) => flat(known(one)))
    const all = [part, ...parts]
    const [type] = all.flatMap((one) => one.type ?? [])
    return {
      ...part,
      ...(type !== undefined && { type }),
      required: all.flatMap(({ required = [] }) => required),
      properties: Object.assign({}, ...all.map(({ properties = {} }) => properties)) as Record<string, Described>,
    }
  }

  return { at, misfits }
}
