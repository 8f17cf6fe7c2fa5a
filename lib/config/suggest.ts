// The known name that is most similar to an unknown one.

import { closest } from 'fastest-levenshtein'
import * as z from 'zod'

interface Node {
  properties?: Record<string, Node>
  additionalProperties?: Node
  oneOf?: Node[]
  const?: unknown
}

/** Returns a function that finds the most similar setting among those allowed at a path. */
export const nearestIn =
  (schema: z.ZodType, json: unknown) =>
  (unknown: string, path: PropertyKey[]): string => {
    let node = z.toJSONSchema(schema) as Node
    let value = json
    for (const key of path) {
      node = node.properties?.[String(key)] ?? node.additionalProperties ?? {}
      value = Reflect.get(Object(value ?? {}), key)
      const use: unknown = Reflect.get(Object(value ?? {}), 'use')
      // of several connectors the one that is used
      node = node.oneOf?.find((one) => one.properties?.['use']?.const === use) ?? node
    }
    return closest(unknown, Object.keys(node.properties ?? {}))
  }
