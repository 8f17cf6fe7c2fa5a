// The secrets that this process holds, and the texts without them.

import { createHash } from 'node:crypto'
import { formsOf, lowercase, nameForm, type Pattern, SHORTEST_SECRET } from './secret-forms.ts'
import { type Span, unescapedView, unfoldedView, type View } from './views.ts'

/** A shorter name is part of too many words of the messages. */
const SHORTEST_NAME = 4
/** Searched characters of a long text; output shows far fewer. */
const WINDOW = 100_000
/** Characters that one character of a secret takes at most, escaped several times over. */
const WIDEST = 80

/** How often a text may be escaped whole, each sign of it. */
const MOST_ESCAPES = 3

const MASK = '<secret>'

const patterns = new Map<string, Pattern[]>()
let longest = 0

function register(what: string, make: () => Pattern[]): void {
  if (patterns.has(what)) return
  patterns.set(what, make())
  longest = Math.max(longest, what.length)
}

/** From now on no output has this text in any form; of several lines each is a secret too. */
export function registerSecret(secret: string): void {
  const text = secret.trim()
  if (text.length < SHORTEST_SECRET) registerName(text)
  else register(`secret ${text}`, () => formsOf(text))
  for (const line of text.split(/[\r\n]+/))
    if (line !== text && line.length >= SHORTEST_SECRET && !line.startsWith('-----')) registerSecret(line)
}

/** A token of a sign-in as JSON or a form has it; a shorter value may be a word about one. */
const TOKEN = /\b(?:access|id|refresh)_token["']?\s*[:=]\s*["']?((?:\\.|[^\s"'&,;}<\\]){12,})/g

/** Registers every token in a text: an answer may be quoted although its token is not used. */
export function registerTokensIn(text: string): void {
  for (const [, token = ''] of text.matchAll(TOKEN)) {
    registerSecret(token)
    registerSecret(unescapeToken(token))
  }
}

/** The token without the escapes of JSON or of a form. */
function unescapeToken(token: string): string {
  try {
    return token.includes('\\') ? JSON.parse(`"${token}"`) : decodeURIComponent(token)
  } catch {
    return token
  }
}

/** Registers a value that is no secret by itself, such as a client id: it is masked only as a whole word. */
export function registerName(name: string): void {
  const text = name.trim()
  if (text.length < SHORTEST_NAME) return
  register(`name ${text}`, () => [nameForm(text)])
}

/** A url for artifacts: the host is unmasked, and a digest replaces masked parts, so that two urls stay different. */
export function shownUrl(url: string): string {
  const [, host = '', rest = ''] = /^(https?:\/\/[^/?#]*)?(.*)$/is.exec(url) ?? []
  const shown = maskSecrets(rest)
  return shown === rest ? url : `${host}${shown}#${createHash('sha256').update(url).digest('hex').slice(0, 12)}`
}

/** The values of a query, as `registerSecret`; a short one, such as `host`, is a word and no secret. */
export function registerQuery(query: URLSearchParams): void {
  for (const value of query.values()) if (value.trim().length >= SHORTEST_SECRET) registerSecret(value)
}

/** The same for a url: its host stays, its path is masked, and each long value of its query is a secret. */
export function registerUrl(url: string): void {
  const { pathname, searchParams } = URL.canParse(url)
    ? new URL(url)
    : { pathname: url, searchParams: new URLSearchParams() }
  registerName(pathname.replace(/\/+$/, ''))
  registerQuery(searchParams)
}

/** What base64 is made of, its URL-safe form and its percent-encoded signs. */
const IN_BASE64 = /[A-Za-z0-9+/_=%\\-]/

/** Where secrets stand, in order; spans that touch are one. */
function spansIn(text: string): Span[] {
  const all = [...patterns.values()].flat()
  const spans: Span[] = []
  let plain = asItIs(text)
  for (let view: View | null = plain, times = 0; view !== null && times <= MOST_ESCAPES; times++) {
    plain = view
    spans.push(...foundIn(all, plain, text))
    view = viewOf(unescapedView(plain.text), plain)
  }
  const unfolded = viewOf(unfoldedView(plain.text), plain)
  if (unfolded !== null)
    spans.push(
      ...foundIn(
        all.filter(({ kind }) => kind !== 'name'),
        unfolded,
        text,
      ),
    )
  spans.sort(([a], [b]) => a - b)
  const merged: Span[] = []
  for (const span of spans) {
    const last = merged.at(-1)
    if (last && span[0] <= last[1]) last[1] = Math.max(last[1], span[1])
    else merged.push(span)
  }
  return merged
}

/** A view of a view. */
const viewOf = (view: View | null, below: View): View | null =>
  view && { text: view.text, spanOf: (from, to) => below.spanOf(...view.spanOf(from, to)) }

const asItIs = (text: string): View => ({ text, spanOf: (from, to) => [from, to] })

function foundIn(all: readonly Pattern[], view: View, text: string): Span[] {
  const letters = lowercase(view.text)
  return all.flatMap((one) => (letters.includes(one.needle) ? findSpans(one, view, text) : []))
}

/** The matches of a pattern in one view of a text, as spans of the text. */
function findSpans({ find, kind }: Pattern, view: View, text: string): Span[] {
  const spans: Span[] = []
  find.lastIndex = 0
  for (let match = find.exec(view.text); match; match = find.exec(view.text)) {
    const end = match.index + match[0].length
    const span = view.spanOf(match.index, end)
    // each run of base64 is walked once, however often the secret stands in it
    const isKnown = kind === 'base64' && span[1] <= (spans.at(-1)?.[1] ?? 0)
    if (kind === 'base64' && !isKnown) widen(span, text)
    if (!isKnown) spans.push(span)
    // a secret may begin within itself
    const first = String.fromCodePoint(view.text.codePointAt(match.index)!).length
    find.lastIndex = kind === 'base64' ? end : match.index + first
  }
  return spans
}

/** Extends a span to the ends of the base64 around it, which is the rest of a pair such as `id:secret`. */
function widen(span: Span, text: string): void {
  while (span[0] > 0 && IN_BASE64.test(text[span[0] - 1]!)) span[0]--
  while (span[1] < text.length && IN_BASE64.test(text[span[1]]!)) span[1]++
}

/** The text with every secret in it masked. */
export function maskSecrets(text: string): string {
  let masked = ''
  let at = 0
  for (const [from, to] of spansIn(text)) {
    masked += text.slice(at, from) + MASK
    at = to
  }
  return masked + text.slice(at)
}

/** At most so many characters of a text, masked and then cut. */
export function maskedStart(text: string, most: number): string {
  const reach = longest * WIDEST
  if (text.length <= WINDOW + reach) return maskSecrets(text).slice(0, most)
  // A match that begins in the window ends within reach, so no secret is cut before it is masked.
  let masked = ''
  let at = 0
  for (const [from, to] of spansIn(text.slice(0, WINDOW + reach))) {
    if (from >= WINDOW) break
    masked += text.slice(at, from) + MASK
    at = to
  }
  return (masked + text.slice(at, Math.max(at, WINDOW))).slice(0, most)
}
