// Writes the files of a stage, but never during a sync of the same folder.

import { join } from 'node:path'
import { LOCK, lockSoon } from '../artifacts/lock.ts'
import { type FinishedFile, writeParts } from '../artifacts/write.ts'
import type { Run } from '../cli/stage.ts'

/**
 * Writes the files of a stage and renames them while no other process writes to their folder. Throws exit 6 where a
 * sync runs, because it would apply a plan that is no longer there; the old files stay.
 */
export const publishAlone = (run: Pick<Run, 'instance'>, ...parts: FinishedFile[]): Promise<void> =>
  publishAndKeep(run, parts, () => undefined)

/** As `publishAlone`; `keep` runs before any other process may write to the folder. */
export async function publishAndKeep(
  { instance }: Pick<Run, 'instance'>,
  parts: FinishedFile[],
  keep: () => void,
): Promise<void> {
  const written = writeParts(instance.folder, parts)
  try {
    const release = await lockSoon([join(instance.folder, LOCK)], 'publish')
    try {
      written.rename()
      keep()
    } finally {
      release()
    }
  } finally {
    written.discard()
  }
}
