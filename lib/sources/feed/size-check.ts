// The comparison of a feed with the last good one, by the bytes of its files (Haplo's rule, MAX_OK_SIZE_RATIO).

import { CONTROL_NAME } from './names.ts'

/** The largest ratio between the sizes of a file in two feeds. */
const MAX_RATIO = 1.1

/** The size and the digest of every file by its name, with the control file. */
export type Sizes = Readonly<Record<string, { bytes: number; sha256: string }>>

/** The files of a feed with its control file, in the form that is stored for a good run. */
export const sizesOf = (control: Sizes[string], files: Sizes): Sizes => {
  const all = Object.entries({ ...files, [CONTROL_NAME]: control })
  return Object.fromEntries(all.map(([name, { bytes, sha256 }]) => [name, { bytes, sha256 }]))
}

/** The names of files that became smaller or are missing. */
export const smaller = (now: Sizes, before: Sizes): string[] =>
  Object.keys(before).filter((name) => (now[name]?.bytes ?? 0) < before[name]!.bytes)

/** Whether all files are equal, byte for byte. */
export const isSameFeed = (now: Sizes, before: Sizes): boolean =>
  Object.keys(before).every((name) => now[name]?.sha256 === before[name]!.sha256)

/** The reasons why a person has to check a feed before it is used; empty if it is like the last good one. */
export function doubts(now: Sizes, last: Sizes): string[] {
  const names = [...new Set([...Object.keys(last), ...Object.keys(now)])].sort()
  return names.flatMap((name) => {
    if (!Object.hasOwn(last, name)) return [`${name} was not in the last one`]
    if (!Object.hasOwn(now, name)) return [`${name} was in the last one and is not in this`]
    const [before, after] = [last[name]!.bytes, now[name]!.bytes]
    const [least, most] = before < after ? [before, after] : [after, before]
    // the comparison uses whole numbers, ten times the larger size against eleven times the smaller, so that 1.1 is
    // exact
    if (Math.round(MAX_RATIO * 10) * least >= 10 * most) return []
    const change = after > before ? 'grew' : 'shrank'
    return [`${name} ${change} from ${before} to ${after} bytes, by more than a factor of ${MAX_RATIO}`]
  })
}
