// Any secret, in any of its encodings, cut anywhere: nothing of it is left in what is shown.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { maskLine, maskNames, truncate } from '../../lib/errors/mask.ts'
import { maskedStart, maskSecrets, registerName, registerSecret, registerUrl } from '../../lib/errors/secrets.ts'
import { cpuSecondsOf } from '../kit/cpu.ts'
import { parameters } from '../kit/random.ts'
import { suite } from '../kit/suite.ts'

const mask = suite('mask, any secret')

/** Signs that encodings treat alike are rare in random texts, and common in secrets. */
const sign = fc.oneof(
  fc.constantFrom(...'abcXYZ019+/=_-.~!*\'()&<>"\\%$#?@: é€😀ß'),
  fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
)
const secret = fc
  .array(sign, { minLength: 8, maxLength: 60 })
  .map((signs) => signs.join(''))
  .filter((text) => text.trim().length >= 8 && text === text.trim())

const form = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)
const json = (text: string) => JSON.stringify(text).slice(1, -1)
const ascii = (text: string) =>
  json(text).replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
const html = (text: string) =>
  text.replace(/[&<>"']/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one] ?? '&#39;')
const lower = (text: string) => text.replace(/%[0-9A-F]{2}/g, (one) => one.toLowerCase())
const base64 = (text: string) => Buffer.from(text).toString('base64')
const base64url = (text: string) => Buffer.from(text).toString('base64url')

/** Every way in which a remote may repeat a secret. */
const encodings: Record<string, (text: string) => string> = {
  raw: (text) => text,
  encodeURIComponent: encodeURIComponent,
  'encodeURIComponent, lower case': (text) => lower(encodeURIComponent(text)),
  'encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  form,
  json,
  'json in json': (text) => json(json(text)),
  'json of ascii': ascii,
  'json with escaped slashes': (text) => json(text).replaceAll('/', '\\/'),
  html,
  'json in html': (text) => html(json(text)),
  'json, URL-encoded': (text) => encodeURIComponent(json(text)),
  base64,
  base64url,
  'base64 of id:secret': (text) => base64(`user-1:${text}`),
  'base64 of address/token:secret': (text) => base64(`ann@acme.test/token:${text}`),
  'base64 of address:secret': (text) => base64(`ann.lee@acme.test:${text}`),
  'base64url of a pair': (text) => base64url(`client:${text}`),
  'base64 of a pair, URL-encoded': (text) => encodeURIComponent(base64(`client-id:${text}`)),
  'base64 of a pair in json': (text) => json(base64(`c:${text}`)).replaceAll('/', '\\/'),
}
const code = (text: string) => text.charCodeAt(0).toString(16).padStart(2, '0')
const each = (text: string, spell: (sign: string) => string) =>
  text.replace(/[!-~]/g, (one) => spell(one)).replace(/[^!-~]+/g, encodeURIComponent)
const lines = (text: string, end: string) => text.replace(/.{12}(?=.)/gu, (piece) => piece + end)

/** HTML's names for the signs that a test spells by them. */
const NAMES = 'plus sol equals lowbar tilde period excl lpar rpar num dollar quest colon Hat comma ast hyphen'.split(
  ' ',
)

/** Of secrets without a sign that is the beginning of an escape. */
const oddEncodings: Record<string, (text: string) => string> = {
  'every sign by percent': (text) => each(text, (one) => `%${code(one)}`),
  'every sign by percent, twice': (text) => each(text, (one) => `%25${code(one).toUpperCase()}`),
  'every sign in JSON': (text) => each(text, (one) => `\\u00${code(one)}`),
  'every sign in HTML': (text) => each(text, (one) => `&#${one.charCodeAt(0)};`),
  'every sign in HTML, by hex': (text) => each(text, (one) => `&#x${code(one)};`),
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex as bytes': (text) =>
    Buffer.from(text)
      .toString('hex')
      .toUpperCase()
      .replace(/..(?=.)/g, '$&:'),
  'folded lines': (text) => lines(text, '\n  '),
  'line ends in JSON': (text) => lines(text, '\\n'),
  'line ends in HTML': (text) => lines(text, '<br>'),
  'line ends in HTML, in capitals': (text) => lines(text, '<BR class="x">'),
  'marked in HTML': (text) => lines(text, '</span><span class="token">'),
  'soft hyphens in HTML': (text) => lines(text, '&shy;'),
  'blanks in HTML': (text) => lines(text, '&nbsp;'),
  'invisible signs in HTML': (text) => lines(text, '&#8203;') + lines(text, '&#x200B;'),
  'names of HTML': (text) =>
    text.replace(/[+/=_~.!()#$?:^,*-]/g, (one) => `&${NAMES['+/=_~.!()#$?:^,*-'.indexOf(one)]};`),
  'every sign by percent, and these too': (text) => encodeURIComponent(each(text, (one) => `%${code(one)}`)),
  'every sign by percent, twice over': (text) =>
    each(
      each(text, (one) => `%${code(one)}`),
      (one) => `%${code(one)}`,
    ),
  'UTF-16, read as bytes': (text) => Buffer.from(text, 'utf16le').toString('latin1').slice(0, -1),
  'colors of a terminal': (text) => lines(text, '\u001b[31m'),
  'lines that go on': (text) => lines(text, '\\\n'),
  'bytes in JSON': (text) => [...Buffer.from(text)].join(','),
  'bytes in JSON, by lines': (text) => [...Buffer.from(text)].join(',\n  '),
  'base64 in lines': (text) => lines(base64(text), '\r\n'),
  'base64 of a pair in lines, in JSON': (text) => lines(base64(`client-1:${text}`), '\\r\\n'),
  'base64 of an encoded pair': (text) => base64(`client-1:${form(text)}`),
  'base64 of a pair by percent': (text) => base64(`client-1:${encodeURIComponent(text)}`),
  capitals: (text) => text.toUpperCase(),
}
const encoding = fc.constantFrom(...Object.keys(encodings))
/** As a remote's words are shown. */
const quotedText = (text: string) => truncate(text.replace(/\s+/g, ' '), 10_000)
/** Words of a remote; none of them can be a part of a secret that is looked for. */
const words = fc
  .array(fc.constantFrom('\u4e2d', '\u6587', ' ', '\n', '{', '"'), { maxLength: 40 })
  .map((all) => all.join(''))

/** Nothing is left but the words around it and the mask. */
const isClean = (text: string) => /^[\u4e2d\u6587\s{"]*(?:<secret>[\u4e2d\u6587\s{"]*)*$/.test(text)

mask('a text of any size is shown at once, and a secret at the end of what is searched is not cut', () => {
  const long = 'long-secret-'.repeat(20)
  registerSecret(long)
  for (const around of [99_990, 100_000 - long.length, 100_100, 120_000]) {
    const shown = maskedStart(`${'\u4e2d'.repeat(around)}${long}${'\u6587'.repeat(2_000_000)}`, 200_000)
    assert.not.match(shown, 'long')
  }
  for (const text of ['\\', '%25', '&amp;', ' ', 'x', 'bG9uZy1zZWNyZXQt', '2525', '<a', '&#8203;'].map((one) =>
    one.repeat(3_000_000),
  ))
    assert.ok(cpuSecondsOf(() => maskedStart(text, 300)) < 5, text.slice(0, 5))
})

mask('is in no text in any of its encodings', () => {
  fc.assert(
    fc.property(secret, encoding, words, words, (text, how, before, after) => {
      registerSecret(text)
      const shown = maskSecrets(`${before}${encodings[how]!(text)}${after}`)
      assert.ok(isClean(shown), `${how}: ${JSON.stringify(shown)}`)
    }),
    parameters(300),
  )
})

mask('is in no text in an encoding that nothing asks for', () => {
  const plain = fc
    .array(fc.constantFrom(...'abcXYZ0189+/=_-.~!*()#$?:;|^, '), { minLength: 8, maxLength: 60 })
    .map((signs) => signs.join(''))
    .filter((text) => text === text.trim() && text.replaceAll(' ', '').length >= 8)
  fc.assert(
    fc.property(plain, fc.constantFrom(...Object.keys(oddEncodings)), words, words, (text, how, before, after) => {
      registerSecret(text)
      for (const shown of [maskSecrets, quotedText].map((show) => show(before + oddEncodings[how]!(text) + after)))
        assert.ok(isClean(shown), `${how}: ${JSON.stringify(shown)}`)
    }),
    parameters(80),
  )
})

mask('what stands around an odd spelling stays', () => {
  registerSecret('stands-between-words')
  for (const odd of ['stands-\nbetween-\nwords', 'stands%2dbetween%2dwords', 'STANDS-between-words'])
    assert.is(maskSecrets(`a key ${odd} of 50% & %41`), 'a key <secret> of 50% & %41')
})

mask('leaves nothing of it at a cut, wherever that falls', () => {
  const isCutClean = (text: string) =>
    isClean(text.replace(/\.\.\.$/, '').replace(/<(?:s(?:e(?:c(?:r(?:et?)?)?)?)?)?$/, ''))
  fc.assert(
    fc.property(secret, encoding, words, words, fc.nat(120), (text, how, before, after, most) => {
      registerSecret(text)
      const said = `${before}${encodings[how]!(text)}${after}`
      for (const shown of [maskedStart(said, most), truncate(said, most), truncate(said.replace(/\s+/g, ' '), most)])
        assert.ok(isCutClean(shown), `${how}, ${most}: ${JSON.stringify(shown)}`)
    }),
    parameters(300),
  )
})

mask('of secrets that overlap, or stand in each other, nothing is left', () => {
  fc.assert(
    fc.property(
      secret.map((one) => one.replaceAll('😀', 'x')),
      fc.nat(30),
      fc.nat(30),
      (whole, from, length) => {
        const part = whole.slice(from, from + 8 + length)
        const next = `${whole.slice(-5)}next-secret`
        for (const one of [part, whole, next]) registerSecret(one)
        if (part.trim().length >= 8) assert.ok(isClean(maskSecrets(part.trim())))
        assert.ok(isClean(maskSecrets(whole + next.slice(5))), whole)
      },
    ),
    parameters(300),
  )
})

mask('is not revealed, and a name within it does not uncover the rest', () => {
  registerSecret('ann-lee-opens-doors')
  assert.is(maskLine('key ann-lee-opens-doors of ann@acme.test', { reveal: true }), 'key <secret> of ann@acme.test')
  assert.is(maskNames('key ann-lee-opens-doors of ann', ['ann']), 'key <secret> of <name>')
})

mask('of several lines each is masked, and the lines of a PEM that say what it is are not', () => {
  const lines = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', 'BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj', 'short']
  registerSecret(['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n'))
  assert.is(maskSecrets(`at ${lines[1]}!`), 'at <secret>!')
  assert.is(maskSecrets('-----BEGIN PRIVATE KEY----- is short'), '-----BEGIN PRIVATE KEY----- is short')
  assert.is(maskSecrets(`{"k":${JSON.stringify(lines.join('\n'))}}`), '{"k":"<secret>\\n<secret>\\nshort"}')
})

mask('a name is masked as a word, a url but for its host', () => {
  registerName('client-77')
  registerName('abc')
  registerUrl('https://acme.example.test/tenant-9/scim/')
  registerUrl('https://login.example.test/token?key=k-1234567890&signed=host&for=3600')
  assert.is(maskSecrets('client-77, xclient-77, client-77-b, abc'), '<secret>, xclient-77, client-77-b, abc')
  assert.is(maskSecrets('https://acme.example.test/tenant-9/scim/Users'), 'https://acme.example.test<secret>/Users')
  assert.is(maskSecrets('https://login.example.test: k-1234567890'), 'https://login.example.test: <secret>')
  assert.is(maskSecrets('no such host in 3600 s'), 'no such host in 3600 s')
})

mask.run()
