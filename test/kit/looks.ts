// What doctor's looks come to.

import type { HealthCheck } from '../../lib/connector/check.ts'

/** What is found, or what is wrong, by what was looked at. */
export async function found(looks: HealthCheck[]): Promise<Record<string, string>> {
  const all: Record<string, string> = {}
  for (const { name, run } of looks) all[name] = await run().catch((error: Error) => `wrong: ${error.message}`)
  return all
}
