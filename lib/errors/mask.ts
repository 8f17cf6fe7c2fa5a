// Texts for output: without addresses and secrets, with every cause.

import { Failure } from './failure.ts'
import { maskedStart, maskSecrets } from './secrets.ts'

/** Addresses appear in output only with `--reveal`. */
const ADDRESS = /[^\s"'<>()[\]{},;:=?&/]+(?:@|%40)[^\s"'<>()[\]{},;:=?&/]+/gi

/** Control characters and marks that change the direction of text: the message of a remote must not forge a line. */
const CONTROL = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** Whether output shows addresses (`--reveal`); a secret is never shown. */
export interface MaskOptions {
  reveal?: boolean
}

/** A line as output may show it: without secrets and control characters, and without addresses by default. */
export function maskLine(line: string, { reveal = false }: MaskOptions = {}): string {
  const harmless = maskSecrets(line).replace(CONTROL, '\ufffd')
  return reveal ? harmless : harmless.replace(ADDRESS, '<address>')
}

/** The characters of an address. */
const WORD = /[^\s"'<>()[\]{},;:=?&/]+$/

/** The beginning of a long text, masked before it is cut: half an address at the end would not be recognized. */
export function truncate(text: string, most = 300): string {
  const start = maskedStart(text, most + 1)
  return start.length <= most ? start : `${start.slice(0, most).replace(WORD, '')}...`
}

/** A value up to this length is masked only as a whole word. */
const SHORT = 3

/**
 * The text with the known names and values of a person masked. Secrets are masked first, because a name may be in one.
 */
export function maskNames(text: string, known: readonly string[]): string {
  const words = maskSecrets(text)
  const forms = known.filter(Boolean).flatMap((one) => [one, JSON.stringify(one).slice(1, -1)])
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length)
  if (longestFirst.length === 0) return words
  const parts = longestFirst.map((one) => {
    const literal = one.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    return one.length < SHORT ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal
  })
  return words.replace(new RegExp(parts.join('|'), 'gu'), '<name>')
}

/** The message with its causes; an unexpected error also has the top of its stack. */
export function withCauses(error: unknown): string {
  const messages: string[] = []
  for (let at: unknown = error; at instanceof Error && messages.length < 8; at = at.cause) {
    if (!messages.includes(at.message)) messages.push(at.message)
  }
  if (messages.length === 0) messages.push(String(error))
  const where = error instanceof Error && !(error instanceof Failure) ? (error.stack ?? '').split('\n').slice(1, 4) : []
  return [messages.join('\n  because: '), ...where].join('\n')
}
