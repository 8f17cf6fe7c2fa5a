// The pages of a query as received, until they are proven: the first in memory, the others in a file.

import { type UnnamedFile, unnamedFile } from '../../artifacts/unnamed-file.ts'

/** Characters of one query in memory; eight queries run at once. */
const MAX_CHARACTERS_IN_MEMORY = 1024 * 1024

export interface KeptPages {
  add(text: string): void
  /** The texts in their order; can be iterated once. The file is closed at the end. */
  texts(): Generator<string>
  discard(): void
}

/** Keeps the texts of pages in bounded memory. */
export function keptPages(most = MAX_CHARACTERS_IN_MEMORY): KeptPages {
  let held: string[] = []
  let places: { at: number; size: number }[] = []
  let file: UnnamedFile | null = null
  let characters = 0

  function discard(): void {
    file?.close()
    file = null
    held = []
    places = []
  }

  return {
    add(text) {
      characters += text.length
      if (characters <= most) {
        held.push(text)
        return
      }
      file ??= unnamedFile()
      const bytes = Buffer.from(text)
      places.push({ at: file.append(bytes), size: bytes.length })
    },
    *texts() {
      try {
        while (held.length > 0) yield held.shift()!
        for (const { at, size } of places) yield file!.read(at, size).toString('utf8')
      } finally {
        discard()
      }
    },
    discard,
  }
}
