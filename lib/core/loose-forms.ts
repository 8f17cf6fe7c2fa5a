// The loose forms of an address or a sign-in name, and the problems of its spelling. Pure.
//
// A loose form never merges two people. A user who is found by a form is held, and never removed.

import { domainToASCII } from 'node:url'
import emailAddresses from 'email-addresses'
import { isHost, isPlainText, toKey } from '../artifacts/key.ts'
import { isOrdinaryAddress } from '../artifacts/plain-name.ts'
import { hasMaskSigns, isNoName, MASKED } from './masks.ts'
import { decode, hasEncodedAt, OTHER_SIGN, toTypedSigns } from './typed-signs.ts'

/**
 * Signs that a text shows nothing of: zero-width, bidi, soft-hyphen, fillers and controls (Unicode, Default_Ignorable),
 * a blank of Braille, the place of an object, and what is no character at all.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{C}\u2800\ufffc]/gu
/** The separators between several addresses in one text. */
const BETWEEN = new RegExp(`[\\s,;:|<>()[\\]{}"'\`\\\\/]+|${OTHER_SIGN.source}+`, 'u')
/** Signs at the ends of an address that belong to the sentence around it. */
const ENDS = /^[.,;:!?*]+|[.,;:!?*]+$/gu

/** A text with one form only: the usual case, found without a list of forms. */
const ALONE = /^[A-Za-z0-9_%+-]+(?:[.'][A-Za-z0-9_%+-]+)*@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/

/**
 * A domain that a host parser rewrites: a number, or an ASCII form that has to be checked (WHATWG URL, host parsing).
 */
const REWRITTEN = /@(?:.*\.)?(?:xn--.*|\d+|0x[0-9a-f]*)$/i

/** A sign-in name of signs that have one form each. */
const PLAIN_NAME = /^[\x21-\x3f\x41-\x7e]+$/

/** Whether the only loose form of a text is its key; for most texts no list of forms is needed. */
export function isUnambiguous(text: string): boolean {
  const trimmed = text.trim()
  if (isPlainAddress(trimmed)) return !trimmed.includes('%40') // it has no sign of another code for an `@`
  return PLAIN_NAME.test(trimmed) && !hasEncodedAt(trimmed)
}

const isPlainAddress = (trimmed: string) =>
  isOrdinaryAddress(trimmed) || (ALONE.test(trimmed) && !REWRITTEN.test(trimmed))

/**
 * Every key that a text could mean, its own included, in ascending order. The forms are those by NFKC, and those
 * without invisible signs, `mailto:`, `<...>`, a display name, and punctuation at the ends. Typed signs stand for
 * typographic ones, and `@` for what stands for it. Each of several addresses counts, its domain in ASCII. A text
 * without `@` is a sign-in name: it has the forms by NFKC, invisible and typed signs alone, and is never split.
 */
export function looseForms(text: string): string[] {
  const own = toKey(text)
  if (isUnambiguous(text)) return [own]
  const forms = new Set([own])
  const folded = fold(text)
  for (const form of new Set([folded, decode(folded), toTypedSigns(folded)])) {
    forms.add(toKey(form))
    if (form.includes('@')) for (const address of addressesIn(form.toLowerCase())) forms.add(address)
  }
  forms.delete('')
  return [...forms].sort()
}

/** The text in NFKC, without invisible signs; line ends and tabs part words. */
const fold = (text: string): string =>
  text
    .replace(/[\t\n\r]+/g, ' ')
    .normalize('NFKC')
    .replace(INVISIBLE, '')

/** The key of the visible text: in NFKC, without invisible signs. */
export const visibleText = (text: string): string => toKey(fold(text))

function* addressesIn(text: string): Generator<string> {
  const parsed = emailAddresses.parseAddressList({ input: text, rfc6532: true }) ?? []
  const mailboxes = parsed.flatMap((one) => (one.type === 'group' ? one.addresses : [one]))
  const joined = text.replace(/\s+/gu, '')
  const query = /=|:\/\//.test(text) ? text.split(/[\s?&#=]+/) : [] // of a link
  const pieces = [text.replace(/^.*mailto:/, ''), joined.replace(/^.*mailto:/, ''), ...text.split(BETWEEN), ...query]
  for (const piece of [...mailboxes.map(({ address }) => address), ...pieces]) {
    yield* formsOfAddress(piece)
    const [local = '', ...domains] = piece.split(/@+/) // typed twice: the @, or the domain
    for (const domain of domains.length > 0 ? [...new Set(domains)] : [])
      yield* formsOfAddress(`${local}@${domain}`.replace(/\.{2,}/g, '.'))
  }
}

/** An address without the signs at its ends; with its domain as it is written, and as a host. */
function* formsOfAddress(piece: string): Generator<string> {
  const address = piece.trim().replace(ENDS, '')
  const at = address.lastIndexOf('@')
  const [local, domain] = [address.slice(0, at).replace(ENDS, ''), address.slice(at + 1).replace(ENDS, '')]
  if (at < 0 || local === '' || domain === '') return
  yield toKey(`${local}@${domain}`)
  const host = domainToASCII(domain.split(/[/?#:]/)[0]!).replace(ENDS, '')
  if (host !== '') yield toKey(`${local}@${host}`)
}

/**
 * What is wrong with the spelling of an address, or null: an invisible character, words around it, a domain that is no
 * host, or what the published rules of mail refuse (RFC 5321, 4.5.3.1; RFC 5322, 3.4.1). Nothing of the address is
 * quoted.
 */
export function addressProblem(written: string): string | null {
  const text = written.trim()
  if (isPlainAddress(text) && text.length <= MOST_LOCAL) return null
  if (hasMaskSigns(text)) return MASKED
  const sign = invisibleSign(text)
  if (sign !== null) return `its address has ${sign}`
  const [local = '', domain = '', ...more] = text.split('@')
  if (/^mailto:/i.test(text)) return 'its address begins with mailto:'
  if (/[<>]/.test(text)) return 'its address stands in < >'
  if (more.length > 0)
    return /[\s,;]/.test(text) ? 'it has several addresses in one' : 'its address has more than one @'
  if (!text.includes('@')) return text.normalize('NFKC').includes('@') ? `its address ${WIDE}` : 'its address has no @'
  if (local === '') return 'its address has nothing before the @'
  if (domain === '') return 'its address has no domain'
  if (/\s/u.test(text)) return `its address has a blank at character ${text.search(/\s/u) + 1}`
  if (/^\.|\.$|\.\./.test(local)) return 'its address has a dot at an end of its first part, or two in a row'
  if (/^\.|\.$|\.\./.test(domain)) return 'its domain has a dot at an end, or two in a row'
  if (/[,;]$/.test(domain)) return `its address ends with ${domain.at(-1)}`
  if (Buffer.byteLength(local) > MOST_LOCAL) return `its address has more than ${MOST_LOCAL} bytes before the @`
  if (Buffer.byteLength(text) > MOST_ADDRESS) return `its address has more than ${MOST_ADDRESS} bytes`
  if (local.normalize('NFKC') !== local.normalize('NFC')) return `its address ${WIDE}`
  const other = firstSign(text, OTHER_SIGN)
  if (other !== null && OTHER_SIGN.test(local)) return `its address has ${other}`
  if (!isHost(domain.normalize('NFC').toLowerCase())) return 'its domain is not written as a host'
  if (emailAddresses.parseAddressList({ input: text, rfc6532: true }) === null)
    return 'its address breaks the rules of mail'
  return looseForms(text).length > 1 ? 'its address can be read in two ways' : null
}

const WIDE = 'has full-width signs, or signs like them'

/** Bytes before the `@`, and in all (RFC 5321, 4.5.3.1). */
const MOST_LOCAL = 64
const MOST_ADDRESS = 254

/** The problem of a sign-in name, or null. */
export function signInProblem(written: string): string | null {
  if (written.includes('@')) return addressProblem(written)
  const sign = invisibleSign(written.trim())
  if (sign !== null) return `its sign-in name has ${sign}`
  if (written.normalize('NFKC') !== written.normalize('NFC')) return `its sign-in name ${WIDE}`
  return looseForms(written).length > 1 ? 'its sign-in name can be read in two ways' : null
}

/** Why a stored name could mean something else than it shows, or null; other faults of it are its service's own. */
export function hiddenSign(stored: string): string | null {
  const sign = invisibleSign(stored)
  return sign ?? (looseForms(stored).length > 1 ? 'a spelling that can be read in two ways' : null)
}

/** The problem of a display name, or null: no visible sign, a control character, half a surrogate pair. */
export function signProblem(name: string): string | null {
  const isPlain = isPlainText(name)
  if (isPlain ? isNoName(name) : name.replace(INVISIBLE, '').trim() === '' || isNoName(name)) return 'no usable name'
  if (isPlain) return null
  const sign = firstSign(name.replace(/\s/gu, ' '), /[\p{Cc}\p{Cs}]/u)
  return sign === null ? null : `its name has ${sign}`
}

const invisibleSign = (text: string) => firstSign(text, new RegExp(INVISIBLE.source, 'u'))

/** The first sign of a kind, as `U+200B at character 5`; null where there is none. */
function firstSign(text: string, kind: RegExp): string | null {
  const signs = [...text]
  const at = signs.findIndex((one) => kind.test(one))
  if (at < 0) return null
  const code = signs[at]!.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  return `U+${code} at character ${at + 1}`
}
