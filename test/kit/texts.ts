// Arbitrary texts of any signs. fast-check's own units make a table of every character when a test file is loaded.

import fc from 'fast-check'

/** Most are ASCII; half characters are left out. */
const character = fc
  .oneof(
    fc.integer({ min: 0x20, max: 0x7e }),
    fc.integer({ min: 0, max: 0xd7_ff }),
    fc.integer({ min: 0xe0_00, max: 0x10_ff_ff }),
  )
  .map((codePoint) => String.fromCodePoint(codePoint))

/** Each is one sign to a reader and several code points: an accent, a family, a flag, Thai, a keycap, Hangul, Hindi. */
const cluster = fc.constantFrom('e\u0301', '👩‍👩‍👧', '🇩🇪', 'ก็', '1\ufe0f\u20e3', '\u1112\u1161\u11ab', 'क्षि')

const join = (signs: string[]) => signs.join('')

export const anyText = (length: { maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.array(character, length).map(join)

export const anyGraphemes = (length: { maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.array(fc.oneof({ weight: 4, arbitrary: character }, { weight: 1, arbitrary: cluster }), length).map(join)
