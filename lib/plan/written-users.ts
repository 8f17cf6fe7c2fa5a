// The users whom the last sync of a folder wrote.

import { receiptFiles } from '../artifacts/files.ts'
import { open } from '../artifacts/read.ts'
import { Failure } from '../errors/failure.ts'

/**
 * The ids of users whom a sync after `since` (ISO 8601) wrote, by its receipts. A folder without readable receipts has
 * none: the target tells these changes itself, a little later.
 */
export const writtenSince = (folder: string, since: string): string[] =>
  Object.values(receiptFiles).flatMap((artifact) => {
    try {
      const { head, records } = open(folder, artifact)
      return head.gathered > since ? [...records].flatMap(({ id }) => id ?? []) : []
    } catch (error) {
      if (error instanceof Failure) return []
      throw error
    }
  })
