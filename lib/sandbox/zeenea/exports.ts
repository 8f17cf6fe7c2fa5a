// Exports: ordered, running for some polls, then a file behind a signed URL that lives for an hour.

import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import { storeError } from './answers.ts'
import { csvOf } from './csv.ts'
import type { ZeeneaOptions } from './options.ts'
import type { ZeeneaStore } from './store.ts'

const HOUR = 3600

/** The fault of an export. stuck: runs forever. error: ends with an error. no-url: ends without a URL. */
export type ExportFault = 'stuck' | 'error' | 'no-url'

interface Export {
  polls: number
  file: string
  jobFault: string | undefined
  /** When its file is gone, once it is done. */
  ends: number | null
}

interface ExportStatus {
  exportId: string
  status: 'RUNNING' | 'DONE' | 'ERROR'
  url: string | null
}

export type Exports = ReturnType<typeof exportsOf>

/** The exports of one instance. */
export function exportsOf(store: ZeeneaStore, options: Partial<ZeeneaOptions>, { now, life }: Clock) {
  const { exportPolls = 2, exportLife } = options
  const all = new Map<string, Export>()
  const key = randomBytes(16)
  const signatureOf = (id: string) => createHmac('sha256', key).update(id).digest('hex')

  /** Starts an export of the users at this moment. */
  function create(jobFault: string | undefined): { exportId: string } {
    const exportId = randomUUID()
    all.set(exportId, { polls: 0, file: csvOf(store, options), jobFault, ends: null })
    return { exportId }
  }

  /** The status of an export, or null if it does not exist. */
  function status(exportId: string, origin: string): ExportStatus | null {
    const found = all.get(exportId)
    if (!found) return null
    const isRunning = found.polls++ < exportPolls || found.jobFault === 'stuck'
    if (isRunning) return { exportId, status: 'RUNNING', url: null }
    if (found.jobFault === 'error') return { exportId, status: 'ERROR', url: null }
    found.ends ??= now() + life(exportLife, HOUR)
    const url =
      found.jobFault === 'no-url' ? null : `${origin}/exports/${exportId}.csv?signature=${signatureOf(exportId)}`
    return { exportId, status: 'DONE', url }
  }

  /** Serves the file as a store with presigned URLs does: the URL is the sign-in, and no other may come along. */
  function file({ params, query, headers }: RemoteRequest): RemoteResponse {
    const id = (params['file'] ?? '').replace(/\.csv$/, '')
    const found = all.get(id)
    if (headers['x-api-secret'] !== undefined || headers.authorization !== undefined) {
      return storeError(400, 'InvalidArgument', 'Only one auth mechanism allowed')
    }
    if (!found?.ends || query.get('signature') !== signatureOf(id)) {
      return storeError(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match')
    }
    if (now() > found.ends) return storeError(403, 'AccessDenied', 'Request has expired')
    return { headers: { 'content-type': 'text/csv' }, body: found.file }
  }

  return { create, status, file }
}
