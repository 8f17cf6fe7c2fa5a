// What a connector reports while it works.

/** What a connector tells while it works. */
export interface Progress {
  /** Counts something for the stage's line and the file's proof: `count('pages')`. */
  count(what: string, n?: number): void
  /** How many of something there will be; what was announced last is the measure of the bar. */
  expect(what: string, n: number): void
  /** Requests a second that the remote's rate limit allows. */
  allowed(perSecond: number): void
  /** A line for a person, beside the last one. */
  say(line: string): void
}
