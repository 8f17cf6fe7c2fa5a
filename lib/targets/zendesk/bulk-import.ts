// Whether the account creates users in jobs. Zendesk opens bulk imports on request, and answers 403 before (Zendesk,
// Users, "Create many").

import { join } from 'node:path'
import * as z from 'zod'
import { readStateFile, writeStateFile } from '../../artifacts/state-file.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { TargetContext } from '../target.ts'
import type { ZendeskSettings } from './settings.ts'

/** The state of an account that refused bulk imports. */
const refusal = z.strictObject({ refused: z.iso.datetime(), url: z.string() })

const FILE = 'bulk-import.json'
/** Milliseconds after which an account is asked again: Zendesk may have opened bulk imports. */
const ASK_AGAIN = 7 * 86_400_000
/** Creations that go out at once one by one: a job takes longer for as few. */
export const FEW = 5

export type BulkImport = ReturnType<typeof bulkImport>

/** The permission of one run. With `auto` its first job is the trial, and other batches wait for the answer. */
export function bulkImport(
  { create, externalId, url }: Pick<ZendeskSettings, 'create' | 'externalId' | 'url'>,
  { stateFolder = null, progress }: Pick<TargetContext, 'progress' | 'stateFolder'>,
) {
  const file = stateFolder === null ? null : join(stateFolder, FILE)
  let answer: boolean | null = create === 'many' ? true : create === 'one' || externalId === false ? false : null
  let isNew = false
  /** The trial under way: other batches wait for its answer. */
  let trial: { answered: Promise<void>; end(): void } | null = null

  function wasRefused(): boolean {
    const known = file === null ? null : readStateFile(file, refusal, 'sync asks Zendesk again')
    const age = known?.url === url ? Date.now() - Date.parse(known.refused) : Number.NaN
    return age >= 0 && age < ASK_AGAIN
  }

  function beginTrial() {
    let end = () => {}
    const answered = new Promise<void>((resolve) => {
      end = resolve
    })
    trial = { answered, end }
  }

  function endTrial(): void {
    trial?.end()
    trial = null
  }

  return {
    /** Whether so many users are created in a job. With `auto` the first such batch is a trial, which has to end. */
    async isOpen(size: number): Promise<boolean> {
      if (create === 'auto' && size <= FEW) return false
      while (answer === null && trial !== null) await trial.answered
      if (answer === null && wasRefused()) answer = false
      if (answer === null) beginTrial()
      return answer ?? true
    },

    /** Ends the trial of a batch; without an answer the next batch is one. */
    endTrial,

    noteOpen(): void {
      answer = true
      endTrial()
    },

    /** Notes a 403. Throws exit 7 with `"create": "many"`. */
    noteRefused(): void {
      if (create === 'many') throw NOT_OPEN
      if (answer !== false) progress.say(ONE_BY_ONE)
      isNew = answer !== false
      answer = false
    },

    /** Stores a 403 of this run, once another creation has shown that the sign-in may create users. */
    keepRefusal(): void {
      if (isNew && file !== null) writeStateFile(file, { refused: new Date().toISOString(), url })
      isNew = false
    },
  }
}

const ONE_BY_ONE = 'Zendesk: bulk imports are not open for this account, so users are created one by one'

const NOT_OPEN = new Failure(
  exit.input,
  'Zendesk: bulk imports are not open for this account, and target.create is "many". ' +
    'Ask Zendesk support to open them, ' +
    'or set "auto"',
)
