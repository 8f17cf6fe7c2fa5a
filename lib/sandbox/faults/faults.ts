// Faults: what goes wrong with a remote, when it was asked for. They wrap a remote, and it knows nothing of them.

import type { Remote, RemoteRequest } from '../http/remote.ts'
import type { FaultKinds } from './kind.ts'
import { pageHistory } from './pages.ts'
import { type Fault, readFaults } from './read.ts'

/** A fault, and how often it has been played. */
type PlayedFault = Fault & { played: number }

export interface Faults {
  add(faults: unknown): void
  clear(): void
  list(): PlayedFault[]
}

/** The faults of one remote, which knows `kinds` of them, and `around`, which puts them before it. */
export function faultPlayer(
  kinds: FaultKinds,
  first: Fault[] = [],
): Faults & { withFaults: (remote: Remote) => Remote } {
  const planned: (PlayedFault & { seen: number })[] = []
  const pages = pageHistory()

  function add(more: unknown) {
    for (const fault of readFaults(more, Object.keys(kinds))) planned.push({ ...fault, played: 0, seen: 0 })
  }

  /** The first fault whose turn it is. Those after it do not see the request, so none misses its own turn. */
  function nextFault(request: RemoteRequest): Fault | undefined {
    return planned.find((fault) => {
      const { skip = 0, every = 1, count = 1 } = fault
      if (!isMatch(fault, request) || kinds[fault.kind]!.appliesTo?.(request) === false) return false
      if (count !== 'always' && fault.played >= count) return false
      fault.seen++
      const hit = fault.seen > skip && (fault.seen - skip) % every === 0
      if (hit) fault.played++
      return hit
    })
  }

  const withFaults =
    (remote: Remote): Remote =>
    async (request) => {
      const fault = nextFault(request)
      const { respond, changeResponse, jobFault, changeRequest } = fault ? kinds[fault.kind]! : {}
      if (fault && respond) return { ...respond(request, fault), fault: fault.kind }
      const arrived = changeRequest ? changeRequest(request) : request
      const answer = await remote(jobFault ? { ...arrived, jobFault } : arrived)
      const spoiled = changeResponse ? changeResponse(answer, request, pages.earlier(request)) : answer
      pages.keep(request, spoiled)
      return fault ? { ...spoiled, fault: fault.kind } : answer
    }

  add(first)
  return {
    add,
    clear() {
      planned.length = 0
    },
    list: () => planned.map(({ seen: _, ...fault }) => fault),
    withFaults,
  }
}

function isMatch({ method = '*', path = '*' }: Fault, request: RemoteRequest): boolean {
  const bare = (text: string) => text.replace(/\.json$/, '')
  const pattern = bare(path)
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const rightMethod = method === '*' || method.toUpperCase() === request.method
  return rightMethod && new RegExp(`^${pattern.join('.*')}$`).test(bare(request.path))
}
