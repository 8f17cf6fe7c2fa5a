// Masked addresses and names, and words of programs for no value. Pure.

import { isOrdinaryAddress } from '../artifacts/plain-name.ts'

/**
 * `?????` and `!!!!!` stand for what cannot be decrypted, `*` and `X` for what a user may not see (Salesforce,
 * masking).
 */
const MASK_SIGNS_ALONE = /^[?*!x•#@.\s_-]+$/iu
const TWO_MASK_SIGNS = /^.*[?*!x•]{2}/iu
/** Signs in place of letters that are hidden or lost; a `?` before a name and `=` is part of a link. */
const PARTLY_MASKED = /[*\u2022\u25cf\u25e6\u25a0\u2588\u2026\ufffd]|!{3}|\.{3}|\?(?!\w+=)(?=[\p{L}\p{N}])/u
/** Signs or letters in the place of the whole first part, or of everything. */
const FIRST_MASKED = /^(?:x{4,}|#{3,})(?:@|$)/i
/** Words that say so, alone or in brackets. */
const WORDS = /^[[(<{]*(?:redacted|masked|hidden|encrypted|anonymi[sz]ed|confidential)[\])>}]*$/i
const BRACKETED = /^[[(<{](?:redacted|masked|hidden|encrypted|anonymi[sz]ed|confidential)[\])>}]@/i

/** A sign behind a whole address belongs to the sentence around it. */
const BEHIND = /(?<=@[^\s@]+\.[a-z]+)[*!?]$/i

/** Whether mask signs stand in place of a text, or of a part of it. */
export function hasMaskSigns(text: string): boolean {
  if (isOrdinaryAddress(text)) return false
  const trimmed = text.trim()
  if (isAllMasked(trimmed) || FIRST_MASKED.test(trimmed) || WORDS.test(trimmed) || BRACKETED.test(trimmed)) return true
  return PARTLY_MASKED.test(trimmed.replace(BEHIND, ''))
}

const isAllMasked = (text: string) => MASK_SIGNS_ALONE.test(text) && TWO_MASK_SIGNS.test(text)

/** The problem of an address that its source hides: whose it is, is not known (hidden.ts). */
export const MASKED = 'masked address: mask signs stand in its place. Let whoever reads it see addresses'

/** The words of programs for no value. */
const NO_VALUE = /^[[(<"']*(?:null|undefined|nan|object object)[\])>"']*$/i

/** Only a text that begins like this may be such a word; this is faster to find out. */
const FIRST_OF_NO_VALUE = /^\s*[[(<"'nuo]/i

/** Whether a text is a program's word for no value, such as `null`. */
export const isNoValue = (text: string): boolean => FIRST_OF_NO_VALUE.test(text) && NO_VALUE.test(text.trim())

/** Whether every word of a display name is such a word. */
export const isNoName = (name: string): boolean =>
  FIRST_OF_NO_VALUE.test(name) && (isNoValue(name) || name.split(/\s+/).every((word) => isNoValue(word)))

/** The problem of a sign-in name that is such a word (hidden.ts). */
export const NO_NAME_PROBLEM = "unreadable: its sign-in name is a program's word for no value"
