// Whether a feed is like the last good one: by the bytes of its files (Haplo's rule, MAX_OK_SIZE_RATIO).

import { CONTROL_NAME } from './names.ts'

/** How often as large, or as small, a file may be as it was. */
const MAX_RATIO = 1.1

/** Of every file by its name, the control file too: how long it is, and which. */
export type Sizes = Readonly<Record<string, { bytes: number; sha256: string }>>

/** The files of a feed with its control file, as they are kept of a good run. */
export const sizesOf = (control: Sizes[string], files: Sizes): Sizes => {
  const all = Object.entries({ ...files, [CONTROL_NAME]: control })
  return Object.fromEntries(all.map(([name, { bytes, sha256 }]) => [name, { bytes, sha256 }]))
}

/** The names of the files that have become smaller, or are gone. */
export const smaller = (now: Sizes, before: Sizes): string[] =>
  Object.keys(before).filter((name) => (now[name]?.bytes ?? 0) < before[name]!.bytes)

/** Whether each file is byte for byte the one that it was. */
export const isSameFeed = (now: Sizes, before: Sizes): boolean =>
  Object.keys(before).every((name) => now[name]?.sha256 === before[name]!.sha256)

/** Why a person has to look at a feed before it is used; none: it is like the last good one. */
export function doubts(now: Sizes, last: Sizes): string[] {
  const names = [...new Set([...Object.keys(last), ...Object.keys(now)])].sort()
  return names.flatMap((name) => {
    if (!Object.hasOwn(last, name)) return [`${name} was not in the last one`]
    if (!Object.hasOwn(now, name)) return [`${name} was in the last one and is not in this`]
    const [before, after] = [last[name]!.bytes, now[name]!.bytes]
    const [least, most] = before < after ? [before, after] : [after, before]
    // ten times the larger against eleven times the smaller: whole numbers, so that 1.1 is 1.1
    if (Math.round(MAX_RATIO * 10) * least >= 10 * most) return []
    const change = after > before ? 'grew' : 'shrank'
    return [`${name} ${change} from ${before} to ${after} bytes, by more than a factor of ${MAX_RATIO}`]
  })
}
