// The paths of the sandbox itself, on the port of each system and without sign-in: the world, the requests, the faults.

import type { Faults } from './faults/faults.ts'
import { type RemoteRequest, type RemoteResponse, type Routes, router } from './http/remote.ts'

/** Responds to requests of the sandbox itself, or returns undefined; `readable` has the values to read, by name. */
export function control(
  readable: Record<string, () => unknown>,
  faults: Faults,
): (request: RemoteRequest) => RemoteResponse | undefined {
  const reads: Routes = Object.fromEntries(
    Object.entries(readable).map(([name, read]) => [`GET /__sandbox/${name}`, () => ({ body: read() })]),
  )
  const list = (): RemoteResponse => ({ body: faults.list() })

  const answer = router({
    ...reads,
    'GET /__sandbox/faults': list,
    'POST /__sandbox/faults': ({ body }) => {
      try {
        faults.add(body)
        return list()
      } catch (error) {
        return { status: 400, body: { error: (error as Error).message } }
      }
    },
    'DELETE /__sandbox/faults': () => {
      faults.clear()
      return list()
    },
  })
  return (request) => {
    // A SCIM service is known by the path it is at.
    const path = request.path.replace(/^(\/api)?\/scim\/v2(?=\/__sandbox\/)/, '')
    if (!path.startsWith('/__sandbox/')) return undefined
    return (
      answer({ ...request, path }) ?? { status: 404, body: { error: `there is no ${request.method} ${request.path}` } }
    )
  }
}
