// What a killed run left in its folder.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JobNote, Receipt } from '../../../lib/artifacts/records.ts'
import type { Place } from '../../kit/pipeline.ts'

export interface Kept {
  /** Receipts that stand, by `update person200@acme.test`: these people are not sent again. */
  standing: Map<string, unknown>
  jobs: JobNote[]
}

/** The whole lines of the journal; nothing where there is none. */
export function kept({ folder }: Place): Kept {
  const path = join(folder, 'receipts.ndjson')
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(1, -1) : []
  const said = lines.map((line) => JSON.parse(line) as Receipt | JobNote)
  const receipts = said.filter((one): one is Receipt => 'outcome' in one && one.outcome !== 'failed')
  return {
    standing: new Map(receipts.map(({ kind, key, outcome }) => [`${kind} ${key}`, outcome])),
    jobs: said.filter((one): one is JobNote => 'job' in one),
  }
}
