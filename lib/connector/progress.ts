// The progress that a connector reports.

/** The progress of a connector. */
export interface Progress {
  /** Counts for the line of the stage and the proof of the file: `count('pages')`. */
  count(what: string, n?: number): void
  /** Announces a total; the last one is the length of the bar. */
  expect(what: string, n: number): void
  /** Requests per second of the remote's rate limit. */
  allowed(perSecond: number): void
  /** Prints a line during the work. */
  say(line: string): void
}
