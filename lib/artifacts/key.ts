// The key of a person: two spellings of a sign-in name or an address with one key are the same. Pure.

import { domainToASCII, domainToUnicode } from 'node:url'
import { isOrdinaryAddress } from './plain-name.ts'

/**
 * The key of a sign-in name or an address: trimmed, Unicode NFC, lower-cased. The domain of an address is in its ASCII
 * form where that form is a round trip (`isHost`); any other spelling is left as it is.
 */
export function toKey(written: string): string {
  if (ASCII_WITHOUT_BLANKS.test(written)) return written.toLowerCase()
  const text = written.trim().normalize('NFC').toLowerCase().normalize('NFC')
  if (ASCII_WITHOUT_BLANKS.test(text)) return text
  const at = text.lastIndexOf('@')
  const domain = text.slice(at + 1)
  return at > 0 && isHost(domain) ? text.slice(0, at + 1) + domainToASCII(domain) : text
}

/** A text that no rule about spellings touches. */
const ASCII_WITHOUT_BLANKS = /^[\x21-\x7e]*$/

/**
 * Whether a domain, in NFC and lower case, is written as a host and nothing else: it equals its ASCII form, or the
 * Unicode form of that one (WHATWG URL, host parsing, maps many spellings to one).
 */
export function isHost(domain: string): boolean {
  if (NO_LETTER.test(domain)) return false
  const ascii = domainToASCII(domain)
  if (ascii === '' || /[^a-z0-9._-]/.test(ascii) || /^[.-]|[.-]$|\.\./.test(ascii)) return false
  // Node 24 keeps a label with invalid Punycode; Node 20 refuses the domain.
  if (/(^|\.)xn--/i.test(domainToUnicode(ascii))) return false
  return domain === ascii || domainToUnicode(ascii).normalize('NFC') === domain
}

/** Signs that a host has although they are no letters: those within words, and emoji (emoji domains exist). */
const WITHIN_WORDS =
  '\\u00b7\\u0375\\u05f3\\u05f4\\u06fd\\u06fe\\u0f0b\\u30fb\\p{Join_Control}\\p{Extended_Pictographic}'
const NO_LETTER = new RegExp(`(?![\\p{ASCII}${WITHIN_WORDS}])[^\\p{L}\\p{M}\\p{N}]`, 'u')

/** How a display name is compared: NFC, trimmed, inner white space to one blank. A name is never split. */
export const cleanName = (name: string): string =>
  isPlainText(name) ? name : name.normalize('NFC').replace(/\s+/gu, ' ').trim()

/** Whether a text has visible ASCII signs alone, with single blanks between them. */
export const isPlainText = (text: string): boolean => /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text)

/** The key of a record whose own key cannot be read: no account and no sign-in name begins like this. */
export const keyOfUnread = (id: string): string => `?${id}`

/** Whether the id of a user could not be read: its place in the answer stands for it, which differs in every read. */
export const hasPlaceAsId = ({ id }: { id: string }): boolean => id.startsWith('?')

/** Whether an organization has such a key: its account could not be read. */
export const isUnread = ({ id, key }: { id: string; key: string }): boolean => key === keyOfUnread(id)

/** Whether a text can be an address at all: one `@`, something on both sides, no white space or control character. */
export const isUsableAddress = (address: string): boolean =>
  isOrdinaryAddress(address) || /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(address.trim())
