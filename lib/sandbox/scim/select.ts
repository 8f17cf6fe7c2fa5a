// The parameters attributes and excludedAttributes (RFC 7644, 3.4.2.5).

import { extensionOf, type Kind, placeOf } from './kind.ts'
import { isRow, type Row, within } from './values.ts'

/** A top-level name, inside of an extension if any, and the parts of it that are meant; null: all of it. */
type Chosen = [extension: string | null, name: string, parts: string[] | null]

/** What the query wants of an answered resource. `id` and `schemas` are always there. */
export function selected(shown: Row, query: URLSearchParams, kind: Kind): Row {
  const wanted = query.get('attributes')
  const excluded = query.get('excludedAttributes')
  if (wanted) {
    const result: Row = { schemas: shown['schemas'], ...('id' in shown && { id: shown['id'] }) }
    for (const choice of chosen(wanted, kind)) copy(shown, result, choice)
    return result
  }
  if (!excluded) return shown
  const result = structuredClone(shown)
  for (const choice of chosen(excluded, kind)) drop(result, choice)
  return result
}

function chosen(list: string, kind: Kind): Chosen[] {
  return list.split(',').flatMap((text): Chosen[] => {
    const name = text.trim()
    const extension = extensionOf(name, kind)
    if (extension) return [[null, extension.id, null]]
    const place = placeOf(name, kind)
    if (!place || place.attribute.returned === 'always') return []
    return [[place.extension, place.attribute.name, place.sub && [place.sub.name]]]
  })
}

function copy(from: Row, to: Row, [extension, name, parts]: Chosen) {
  const source = (extension === null ? from : from[extension]) as Row | undefined
  if (source?.[name] === undefined) return
  const target = within(to, extension)
  target[name] = parts === null ? source[name] : merged(target[name], only(source[name], parts))
}

function drop(from: Row, [extension, name, parts]: Chosen) {
  const holder = (extension === null ? from : from[extension]) as Row | undefined
  if (!holder) return
  if (parts === null) delete holder[name]
  else for (const one of [holder[name]].flat()) if (isRow(one)) for (const part of parts) delete one[part]
}

function only(value: unknown, parts: string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => only(one, parts))
  return isRow(value)
    ? Object.fromEntries(parts.flatMap((part) => (part in value ? [[part, value[part]]] : [])))
    : value
}

/** Two selections of the same attribute. */
function merged(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return one.map((value, n) => merged(value, other[n]))
  return isRow(one) && isRow(other) ? { ...one, ...other } : other
}
