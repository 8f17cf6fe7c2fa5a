// The faults of a running remote: which request they hit, and how often. They wrap a remote, which does not know them.

import type { Remote, RemoteRequest } from '../http/remote.ts'
import type { FaultKinds } from './kind.ts'
import { type PageFormat, pageHistory } from './pages.ts'
import { type Fault, readFaults } from './read.ts'

/** A fault, and how often it was played. */
type PlayedFault = Fault & { played: number }

export interface Faults {
  /** Adds one fault or an array of them. Throws with what is allowed. */
  add(faults: unknown): void
  clear(): void
  list(): PlayedFault[]
}

/** The parts of a system that faults need. */
interface Faulty {
  faults: FaultKinds
  pages: PageFormat
}

/** The faults of one remote; `applyFaults` puts them before it. */
export function faultPlayer(
  { faults: kinds, pages: format }: Faulty,
  first: Fault[] = [],
): Faults & { applyFaults: (remote: Remote) => Remote } {
  const planned: (PlayedFault & { seen: number })[] = []
  const pages = pageHistory(format)

  function add(more: unknown) {
    for (const fault of readFaults(more, Object.keys(kinds))) planned.push({ ...fault, played: 0, seen: 0 })
  }

  /** The first fault that hits the request. The faults after it do not count the request. */
  function nextFault(request: RemoteRequest): Fault | undefined {
    return planned.find((fault) => {
      const { skip = 0, every = 1, count = 1 } = fault
      if (!isMatch(fault, request) || kinds[fault.kind]!.appliesTo?.(request) === false) return false
      if (count !== 'always' && fault.played >= count) return false
      fault.seen++
      const isHit = fault.seen > skip && (fault.seen - skip) % every === 0
      if (isHit) fault.played++
      return isHit
    })
  }

  const applyFaults =
    (remote: Remote): Remote =>
    async (request) => {
      const fault = nextFault(request)
      const { respond, changeResponse, jobFault, changeRequest } = fault ? kinds[fault.kind]! : {}
      if (fault && respond) return { ...respond(request, fault), fault: fault.kind }
      const changed = changeRequest ? changeRequest(request) : request
      const response = await remote(jobFault ? { ...changed, jobFault } : changed)
      const sent = changeResponse ? changeResponse(response, request, pages.earlier(request)) : response
      pages.record(request, sent)
      return fault ? { ...sent, fault: fault.kind } : response
    }

  add(first)
  return {
    add,
    clear() {
      planned.length = 0
    },
    list: () => planned.map(({ seen: _, ...fault }) => fault),
    applyFaults,
  }
}

/** Whether method and path of a fault match a request; `*` in its path stands for any characters. */
function isMatch({ method = '*', path = '*' }: Fault, request: RemoteRequest): boolean {
  const withoutEnding = (text: string) => text.replace(/\.json$/, '')
  const pattern = withoutEnding(path)
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const isMethod = method === '*' || method.toUpperCase() === request.method
  return isMethod && new RegExp(`^${pattern.join('.*')}$`).test(withoutEnding(request.path))
}
