// The shapes of values in a world file.

import * as z from 'zod'

export const anyText = z.string()
export const filledText = anyText.min(1)
/** A time in UTC, as ISO 8601 writes it. */
export const utcTime = z.iso.datetime()
