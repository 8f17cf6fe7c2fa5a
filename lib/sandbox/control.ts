// The sandbox's own paths, on the port of each system and without sign-in: what it holds, and its faults.

import type { Faults } from './faults/faults.ts'
import { type Answer, type Asked, type Routes, routed } from './http/remote.ts'

/** Answers what is asked of the sandbox itself; `shown` are the things to read, by name. */
export function control(shown: Record<string, () => unknown>, faults: Faults): (asked: Asked) => Answer | undefined {
  const reads: Routes = Object.fromEntries(
    Object.entries(shown).map(([name, read]) => [`GET /__sandbox/${name}`, () => ({ body: read() })]),
  )
  const list = (): Answer => ({ body: faults.list() })

  const answer = routed({
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
  return (asked) => {
    // A SCIM service is known by the path it is at.
    const path = asked.path.replace(/^(\/api)?\/scim\/v2(?=\/__sandbox\/)/, '')
    if (!path.startsWith('/__sandbox/')) return undefined
    return answer({ ...asked, path }) ?? { status: 404, body: { error: `there is no ${asked.method} ${asked.path}` } }
  }
}
