// Public sample data, where there is some: a test without it passes and is counted as skipped.

import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env['USER_SYNC_TEST_DATA'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data')

/** How many tests had no data: the runner says it. */
export const skipped: string[] = []

/** The path of a sample file, or null after noting that `test` goes without it. */
export function sample(test: string, ...path: string[]): string | null {
  const file = join(folder, ...path)
  if (existsSync(file)) return file
  skipped.push(`${test}: no ${join(...path)} (USER_SYNC_TEST_DATA)`)
  return null
}
