// The one seed of the tests in chaos/. CHAOS_SEED sets another one, a number or any text.

import { createHash } from 'node:crypto'

/** Every message names the seed. */
export const SEED = process.env['CHAOS_SEED'] || '20261121'

/** The seed as a number: its digits, or 32 bits of the SHA-256 of its text. */
export const SEED_NUMBER = /^\d+$/.test(SEED)
  ? Number(SEED)
  : createHash('sha256').update(SEED).digest().readUInt32BE(0)
