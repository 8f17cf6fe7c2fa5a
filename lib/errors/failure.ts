// Every exit code, and the error that carries one.

export const exit = {
  done: 0,
  unexpected: 1,
  changes: 2,
  failed: 3,
  held: 4,
  stale: 5,
  busy: 6,
  input: 7,
  refused: 8,
  remote: 9,
  interrupted: 130,
} as const

export type Exit = (typeof exit)[keyof typeof exit]

/** The meaning of each code; the table in README.md says the same. */
export const meanings: Record<Exit, string> = {
  0: 'done',
  1: 'an unforeseen error',
  2: 'changes found, with compare --detailed-exitcode',
  3: 'some records failed; with sync --strict conflicts count as failures',
  4: 'over the limit: a kind of change waits for approval',
  5: 'inputs or plan stale, mixed, or of another instance or system; an approval for another plan',
  6: 'another run is writing to this instance',
  7: 'bad settings or flags; a name that a system does not know; an artifact missing, damaged or edited',
  8: 'sign-in refused, or a permission is missing',
  9: 'remote unavailable, its rate limit used up, or its answer refused',
  130: 'interrupted: run again to finish',
}

/**
 * An expected error: its message has the cause, the place and the next step; `code` is the exit code of the process.
 */
export class Failure extends Error {
  readonly code: Exit

  constructor(code: Exit, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Failure'
    this.code = code
  }
}

/**
 * Turns an error of the file system (permissions, a full disk, a file in place of a folder) into a Failure with exit 7.
 */
export function foreseen(error: unknown): unknown {
  const { code = '', path, syscall } = (error ?? {}) as NodeJS.ErrnoException
  if (error instanceof Failure || !path || !syscall || syscall === 'connect') return error
  return new Failure(exit.input, `${path} ${problems[code] ?? USUAL}`, { cause: error })
}

const USUAL = 'cannot be used. Check --data, its permissions and the room on the disk'

/** The frequent errors of a file system, each with the next step. */
const problems: Record<string, string> = {
  ENOSPC: 'cannot be written: the disk is full. Make room on it and run again',
  EDQUOT: 'cannot be written: the quota of its disk is used up. Make room and run again',
  EROFS: 'cannot be written: its disk is read-only. Check --data',
  EIO: 'cannot be used: its disk fails. Check the disk, or --data',
  EISDIR: 'is a folder, and a file belongs there. Move it away and run again',
  ELOOP: 'is a link, and links are not followed. Put the file itself there',
}

export const exitCodeOf = (error: unknown): Exit => (error instanceof Failure ? error.code : exit.unexpected)

/**
 * With several instances the process ends with the first of these codes that occurred. After an interruption no further
 * instance starts.
 */
const ORDER: readonly Exit[] = [130, 1, 7, 8, 9, 4, 5, 6, 3, 2, 0]

export const worst = (codes: Iterable<Exit>): Exit => {
  const seen = new Set(codes)
  return ORDER.find((code) => seen.has(code)) ?? exit.done
}
