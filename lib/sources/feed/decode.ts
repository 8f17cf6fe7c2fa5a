// From the bytes of a feed file to text. A byte that is invalid in its charset refuses the file, so that no name is
// misread.

import { fileRefusal } from './reader.ts'

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

/** Charsets with one byte per character. Every file is valid in them, so a wrong one shows only in the text. */
const OF_ONE_BYTE = /^(?:windows-|iso-8859-|koi8-|macintosh|ibm866|x-mac-)/

/** The origin of the charset, for a message. */
const SAID = { control: 'the control file says', xml: 'its XML declares' } as const

interface Charset {
  charset: string
  /** Null: the charset is the default. */
  saidBy: keyof typeof SAID | null
}

/**
 * Decodes from a given charset. Throws exit 7 at bytes that are invalid in it. The same happens at the end of a UTF-8
 * file with a one-byte charset: each accented letter would become two characters.
 */
export function decoder({ charset, saidBy }: Charset, file: string): Decoder {
  const made = new TextDecoder(charset, { fatal: true })
  const { encoding } = made
  const utf8 = saidBy !== null && OF_ONE_BYTE.test(encoding) ? utf8Test() : null
  let isFirst = true
  const tryDecode = (work: () => string) => {
    try {
      return work()
    } catch (cause) {
      throw fileRefusal(file, wrongBytes(encoding, saidBy), cause)
    }
  }
  return {
    text(bytes) {
      const mark = isFirst ? markOf(bytes) : null
      isFirst = false
      if (mark !== null && mark !== encoding)
        throw fileRefusal(file, `its byte order mark says ${mark}, where ${encoding} is expected`)
      utf8?.add(bytes)
      // without `stream` Node 20 decodes windows-1252 as Latin-1
      return tryDecode(() => made.decode(bytes, { stream: true }))
    },
    end() {
      if (utf8?.isUtf8() && saidBy !== null)
        throw fileRefusal(
          file,
          `${SAID[saidBy]} the charset ${encoding}, and it is written in utf-8. Say that it is utf-8`,
        )
      return tryDecode(() => made.decode())
    },
  }
}

const wrongBytes = (encoding: string, saidBy: Charset['saidBy']) =>
  saidBy === null
    ? `it is not ${encoding} throughout`
    : `${SAID[saidBy]} the charset ${encoding}, and it is not ${encoding} throughout. Say the one it is written in`

/**
 * Reports at the end whether the bytes are UTF-8 and more than ASCII. Text of another charset is never both by chance.
 */
function utf8Test() {
  const made = new TextDecoder('utf-8', { fatal: true })
  let isValid = true
  let hasMore = false
  const tryDecoding = (work: () => unknown) => {
    try {
      work()
    } catch {
      isValid = false
    }
  }
  return {
    add(bytes: Uint8Array): void {
      if (!isValid) return
      hasMore ||= bytes.some((byte) => byte > 0x7f)
      tryDecoding(() => made.decode(bytes, { stream: true }))
    },
    isUtf8(): boolean {
      if (isValid) tryDecoding(() => made.decode())
      return isValid && hasMore
    },
  }
}

/** The XML declaration has to end within these bytes. */
const HEAD = 512

/** Decodes XML by its byte order mark, else by its declaration, else from UTF-8 (XML 1.0, 4.3.3). */
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

/** A declaration in single bytes. It proves that the file is not UTF-16. */
const DECLARED = /^(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'<>]*)["']/

function charsetOf(head: Buffer, file: string): Charset {
  const [, declared] = DECLARED.exec(head.toString('latin1', 0, HEAD)) ?? []
  if (declared === undefined) return { charset: markOf(head) ?? 'utf-8', saidBy: null }
  if (!isCharset(declared)) throw fileRefusal(file, `its charset ${declared} is not known`)
  const { encoding } = new TextDecoder(declared)
  if (encoding.startsWith('utf-16'))
    throw fileRefusal(
      file,
      `its XML declares the charset ${encoding}, and is written in single bytes. Say the one it is in`,
    )
  return { charset: declared, saidBy: 'xml' }
}

function markOf([a, b, c]: Uint8Array): string | null {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  return a === 0xfe && b === 0xff ? 'utf-16be' : null
}
