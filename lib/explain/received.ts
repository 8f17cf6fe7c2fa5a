// What the source sent of a person, word for word, where it is kept.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { received } from '../artifacts/files.ts'
import { open } from '../artifacts/read.ts'
import type { Received } from '../artifacts/records.ts'
import type { Gate } from './gates.ts'

/** The records behind the contacts of a gate; none where received.json is not of these contacts (their sha256). */
export function readReceived({ contacts }: Pick<Gate, 'contacts'>, folder: string, sha256: string): Received[] {
  if (contacts.length === 0 || !existsSync(join(folder, received.file))) return []
  const { head, lines } = open(folder, received)
  if (head.contacts !== sha256) return []
  const ids = new Set(contacts.map(({ externalId }) => externalId))
  const found: Received[] = []
  for (const line of lines) if (ids.has(line.field('externalId') ?? '')) found.push(line.record)
  return found
}
