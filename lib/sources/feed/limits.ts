// What a feed may hold at most: what is larger is refused before it is read to its end.

/** Characters of one record with all around it: a line, an element, an object. */
export const MAX_RECORD = 256 * 1024

/** Characters of one value, and of the name of a field. */
export const MAX_FIELD = 32 * 1024

/** Elements in elements, lists in objects, instructions in instructions. */
export const MAX_DEPTH = 32

/** Bytes of a control file. */
export const MAX_CONTROL = 1024 * 1024

/** Places that a problem names. */
export const MAX_NAMED = 3
