// Random numbers from a seed. Every part of a generated world has its own.

/** mulberry32: a number in [0, 1) at each call; the same sequence for the same seed. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The random choices of one part of a world. */
export function chances(seed: number) {
  const next = random(seed)
  const below = (n: number) => Math.floor(next() * n)
  const pick = <T>(list: readonly T[]) => list[below(list.length)]!
  const chance = (share: number) => next() < share

  /** In the form of a random UUID (RFC 9562, 5.4). */
  function uuid(): string {
    const digits = Array.from({ length: 32 }, () => below(16).toString(16)).join('')
    return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5')
  }

  /** In another order; the list stays as it is. */
  function shuffle<T>(all: readonly T[]): T[] {
    const list = [...all]
    for (let n = list.length - 1; n > 0; n--) {
      const other = below(n + 1)
      const swapped = list[n]!
      list[n] = list[other]!
      list[other] = swapped
    }
    return list
  }

  return { next, below, pick, chance, uuid, shuffle }
}

/** The random choices of one part of a world. */
export type Chances = ReturnType<typeof chances>
