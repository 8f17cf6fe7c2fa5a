// The progress of a stage as one line: counts, a bar, the rate and the time left.

import type { Progress } from '../connector/progress.ts'

interface Counts extends Omit<Progress, 'say'> {
  countOf(what: string): number
  /**
   * One line with the counts, and, if the total is known, a bar, the rate and the time left. Empty before the first
   * count.
   */
  line(seconds: number, bar: boolean): string
}

const WIDTH = 20

export function progressCounts(): Counts {
  const seen = new Map<string, number>()
  let whole: { what: string; n: number } | null = null
  let rateLimit: number | null = null
  const countOf = (what: string) => seen.get(what) ?? 0

  function line(seconds: number, bar: boolean): string {
    const { what, n } = whole ?? { what: '', n: 0 }
    const done = Math.min(countOf(what), n)
    const others = [...seen].filter(([name]) => name !== what).map(([name, many]) => `${formatCount(many)} ${name}`)
    if (n === 0) return others.join(', ')
    const filled = Math.floor((WIDTH * done) / n)
    const drawn = bar ? `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}] ` : ''
    return [
      `${drawn}${formatCount(done)} of ${formatCount(n)} ${what}`,
      ...pace(done, n - done, seconds),
      ...others,
    ].join(', ')
  }

  /** The time left is the longer of two estimates: by the speed so far, and by the rate limit of the remote. */
  function pace(done: number, left: number, seconds: number): string[] {
    if (done === 0 || left === 0 || seconds < 1) return []
    const requests = countOf('requests')
    const bySpeed = (left * seconds) / done
    const byRateLimit = rateLimit ? ((requests / done) * left) / rateLimit : 0
    return [`${(done / seconds).toFixed(1)}/s`, `${formatTime(Math.max(bySpeed, byRateLimit))} left`]
  }

  return {
    count: (what, n = 1) => {
      seen.set(what, countOf(what) + n)
    },
    countOf,
    expect: (what, n) => {
      whole = { what, n }
    },
    allowed: (perSecond) => {
      rateLimit = perSecond
    },
    line,
  }
}

const formatCount = (n: number) => n.toLocaleString('en')

const formatTime = (seconds: number) => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`)

/** The counts of the last line of a stage, in order: the first always, the others unless they are 0. */
export const countsLine = (counted: Record<string, number>): string =>
  Object.entries(counted)
    .filter(([, n], index) => index === 0 || n > 0)
    .map(([name, n]) => `${n.toLocaleString('en')} ${n === 1 ? name.replace(/^(\w+)s$/, '$1') : name}`)
    .join(', ')
