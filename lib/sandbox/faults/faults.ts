// Faults: what goes wrong with a remote, when it was asked for. They wrap a remote, and it knows nothing of them.

import type { Asked, Remote } from '../http/remote.ts'
import type { Kinds } from './kind.ts'
import { pagesServed } from './pages.ts'
import { type Fault, readFaults } from './read.ts'

/** A fault, and how often it has been played. */
type Played = Fault & { played: number }

export interface Faults {
  add(faults: unknown): void
  clear(): void
  list(): Played[]
}

/** The faults of one remote, which knows `kinds` of them, and `around`, which puts them before it. */
export function faults(kinds: Kinds, first: Fault[] = []): Faults & { around: (remote: Remote) => Remote } {
  const asked: (Played & { seen: number })[] = []
  const pages = pagesServed()

  function add(more: unknown) {
    for (const fault of readFaults(more, Object.keys(kinds))) asked.push({ ...fault, played: 0, seen: 0 })
  }

  /** The first fault whose turn it is. Those after it do not see the request, so none misses its own turn. */
  function next(request: Asked): Fault | undefined {
    return asked.find((fault) => {
      const { skip = 0, every = 1, count = 1 } = fault
      if (!matches(fault, request) || kinds[fault.kind]!.fits?.(request) === false) return false
      if (count !== 'always' && fault.played >= count) return false
      fault.seen++
      const hit = fault.seen > skip && (fault.seen - skip) % every === 0
      if (hit) fault.played++
      return hit
    })
  }

  const around =
    (remote: Remote): Remote =>
    async (request) => {
      const fault = next(request)
      const { instead, spoil, fate, heard } = fault ? kinds[fault.kind]! : {}
      if (fault && instead) return { ...instead(request, fault), fault: fault.kind }
      const arrived = heard ? heard(request) : request
      const answer = await remote(fate ? { ...arrived, fate } : arrived)
      const spoiled = spoil ? spoil(answer, request, pages.earlier(request)) : answer
      pages.keep(request, spoiled)
      return fault ? { ...spoiled, fault: fault.kind } : answer
    }

  add(first)
  return {
    add,
    clear() {
      asked.length = 0
    },
    list: () => asked.map(({ seen: _, ...fault }) => fault),
    around,
  }
}

function matches({ method = '*', path = '*' }: Fault, asked: Asked): boolean {
  const bare = (text: string) => text.replace(/\.json$/, '')
  const pattern = bare(path)
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const rightMethod = method === '*' || method.toUpperCase() === asked.method
  return rightMethod && new RegExp(`^${pattern.join('.*')}$`).test(bare(asked.path))
}
