// The bytes of a feed file as text. A byte that its charset does not know refuses the file: no name is read wrong.

import { refused } from './reader.ts'

export interface Decoder {
  text(bytes: Uint8Array): string
  end(): string
}

export function isCharset(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== ''
  } catch {
    return false
  }
}

/** Decodes from a charset that is known. Throws exit 7 at bytes that it does not know. */
export function decoder(charset: string, file: string): Decoder {
  const made = new TextDecoder(charset, { fatal: true })
  let isFirst = true
  const tried = (work: () => string) => {
    try {
      return work()
    } catch (cause) {
      throw refused(file, `it is not ${made.encoding} throughout`, cause)
    }
  }
  return {
    text(bytes) {
      const mark = isFirst ? markOf(bytes) : null
      isFirst = false
      if (mark !== null && mark !== made.encoding)
        throw refused(file, `its byte order mark says ${mark}, where ${made.encoding} is expected`)
      // without `stream` Node 20 decodes windows-1252 as Latin-1
      return tried(() => made.decode(bytes, { stream: true }))
    },
    end: () => tried(() => made.decode()),
  }
}

/** Bytes in which an XML declaration has to end. */
const HEAD = 512

/** Decodes XML: by its byte order mark, else by its declaration, else from UTF-8 (XML 1.0, 4.3.3). */
export function xmlDecoder(file: string): Decoder {
  let head = Buffer.alloc(0)
  let made: Decoder | null = null
  const begin = () => {
    made = decoder(charsetOf(head, file), file)
    return made.text(head)
  }
  return {
    text(bytes) {
      if (made) return made.text(bytes)
      head = Buffer.concat([head, bytes])
      return head.length < HEAD && !head.includes('>') ? '' : begin()
    },
    end() {
      const text = made ? '' : begin()
      return text + made!.end()
    },
  }
}

const DECLARED = /^(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'<>]*)["']/

function charsetOf(head: Buffer, file: string): string {
  const [, declared] = DECLARED.exec(head.toString('latin1', 0, HEAD)) ?? []
  if (declared !== undefined && !isCharset(declared)) throw refused(file, `its charset ${declared} is not known`)
  return declared ?? markOf(head) ?? 'utf-8'
}

function markOf([a, b, c]: Uint8Array): string | null {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  return a === 0xfe && b === 0xff ? 'utf-16be' : null
}
