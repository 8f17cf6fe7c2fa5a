// What doctor's looks come to.

import type { Look } from '../../lib/connector/check.ts'

/** What is found, or what is wrong, by what was looked at. */
export async function found(looks: Look[]): Promise<Record<string, string>> {
  const all: Record<string, string> = {}
  for (const { what, look } of looks) all[what] = await look().catch((error: Error) => `wrong: ${error.message}`)
  return all
}
