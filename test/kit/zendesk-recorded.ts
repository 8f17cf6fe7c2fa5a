// Answers of Zendesk that were recorded, documented or reported, and a target that gets them.

import { readFileSync } from 'node:fs'
import { type Call, httpClient } from '../../lib/http/client.ts'
import type { RemoteRequest, RemoteResponse } from '../../lib/sandbox/http/remote.ts'
import type { Target } from '../../lib/targets/target.ts'
import { at, type Place } from './pipeline.ts'
import { sample } from './samples.ts'
import { stageIn } from './stages.ts'
import { worldOf } from './worlds.ts'

export interface Exchange {
  request: { method: string; path: string }
  response: { status: number | null; headers: Record<string, string> | null; body: unknown }
}

export const files = [
  'zenpy-job-statuses',
  'zenpy-users-create',
  'zenpy-users-incremental',
  'zenpy-users-me',
  'zenpy-user-fields',
  'zenpy-errors-404-and-400',
  'reported-errors',
  'documented-examples',
]
export const paths = files.map((name) => sample('recorded answers', 'zendesk', `${name}.json`))
export const read = (name: string) => JSON.parse(readFileSync(paths[files.indexOf(name)]!, 'utf8')) as Exchange[]

/** Does `work` with a target, and with the plain way to ask, where Zendesk answers as `answer` says. */
export const answered = (
  answer: (asked: RemoteRequest) => RemoteResponse | undefined,
  work: (target: Target, call: Call, here: Place) => Promise<void>,
) =>
  at(worldOf({ equal: 1 }), async (here) => {
    here.interfere((_, asked) => answer(asked))
    const network = { deadline: 60, tries: 1, firstWait: 0 }
    await stageIn(here, async (run) => {
      await work(
        await run.instance.target(run),
        httpClient({ name: 'Zendesk', url: here.box.zendesk.url, network }),
        here,
      )
      return { line: '' }
    })
  })

/** As it was served; a text is sent as text. */
export const asServed = ({ response: { status, body, headers } }: Exchange): RemoteResponse => ({
  status: status ?? 429,
  body: body ?? undefined,
  ...(headers?.['retry-after'] && { headers: { 'retry-after': headers['retry-after'] } }),
})

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

export type Api = Record<string, unknown> & {
  id: number
  email: string | null
  name: string
  external_id: string | null
}
