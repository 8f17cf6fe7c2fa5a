// The size limits of a feed. A larger value is refused before it is read to its end.

/** The most characters of one record with its surroundings: a line, an element, an object. */
export const MAX_RECORD = 256 * 1024

/** The most characters of one value, and of the name of a field. */
export const MAX_FIELD = 32 * 1024

/** The deepest nesting of elements, lists and instructions. */
export const MAX_DEPTH = 32

/** The most bytes of a control file. */
export const MAX_CONTROL = 1024 * 1024

/** The most places that a problem names. */
export const MAX_NAMED = 3
