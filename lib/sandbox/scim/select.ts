// The parameters attributes and excludedAttributes (RFC 7644, 3.4.2.5).

import { isJsonObject, type JsonObject } from '../parts/json.ts'
import { extensionOf, parsePath, type ResourceType } from './resource-type.ts'
import { extensionIn } from './values.ts'

/** A top-level name, inside of an extension if any, and the parts of it that are meant; null: all of it. */
type Selection = [extension: string | null, name: string, parts: string[] | null]

/** The attributes of a resource that the query requests; `id` and `schemas` are always there. */
export function selectAttributes(shown: JsonObject, query: URLSearchParams, type: ResourceType): JsonObject {
  const wanted = query.get('attributes')
  const excluded = query.get('excludedAttributes')
  if (wanted) {
    const result: JsonObject = { schemas: shown['schemas'], ...('id' in shown && { id: shown['id'] }) }
    for (const choice of selectionsIn(wanted, type)) copySelection(shown, result, choice)
    return result
  }
  if (!excluded) return shown
  const result = structuredClone(shown)
  for (const choice of selectionsIn(excluded, type)) dropSelection(result, choice)
  return result
}

function selectionsIn(list: string, type: ResourceType): Selection[] {
  return list.split(',').flatMap((text): Selection[] => {
    const name = text.trim()
    const extension = extensionOf(name, type)
    if (extension) return [[null, extension.id, null]]
    const place = parsePath(name, type)
    if (!place || place.attribute.returned === 'always') return []
    return [[place.extension, place.attribute.name, place.sub && [place.sub.name]]]
  })
}

function copySelection(from: JsonObject, to: JsonObject, [extension, name, parts]: Selection) {
  const source = (extension === null ? from : from[extension]) as JsonObject | undefined
  if (source?.[name] === undefined) return
  const target = extensionIn(to, extension)
  target[name] = parts === null ? source[name] : merge(target[name], pickParts(source[name], parts))
}

function dropSelection(from: JsonObject, [extension, name, parts]: Selection) {
  const holder = (extension === null ? from : from[extension]) as JsonObject | undefined
  if (!holder) return
  if (parts === null) delete holder[name]
  else for (const one of [holder[name]].flat()) if (isJsonObject(one)) for (const part of parts) delete one[part]
}

function pickParts(value: unknown, parts: string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => pickParts(one, parts))
  return isJsonObject(value)
    ? Object.fromEntries(parts.flatMap((part) => (part in value ? [[part, value[part]]] : [])))
    : value
}

/** Two selections of the same attribute. */
function merge(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return one.map((value, n) => merge(value, other[n]))
  return isJsonObject(one) && isJsonObject(other) ? { ...one, ...other } : other
}
