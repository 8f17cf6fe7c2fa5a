// The records of a person as a feed sent them, from received.json.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { received } from '../artifacts/files.ts'
import { open } from '../artifacts/read.ts'
import type { Received } from '../artifacts/records.ts'
import type { Gate } from './gates.ts'

/** The records of the contacts of a person; none if received.json is not of this contacts.json (`sha256`). */
export function readReceived({ contacts }: Pick<Gate, 'contacts'>, folder: string, sha256: string): Received[] {
  if (contacts.length === 0 || !existsSync(join(folder, received.file))) return []
  const { head, lines } = open(folder, received)
  if (head.contacts !== sha256) return []
  const ids = new Set(contacts.map(({ externalId }) => externalId))
  const found: Received[] = []
  for (const line of lines) if (ids.has(line.field('externalId') ?? '')) found.push(line.record)
  return found
}
