// Commands in the words of a message: what one copies goes to the same place as the run that says it.

const REPEATED = ['instance', 'data', 'config', 'person']

/** The flags of the command line at work, as a shell takes them. */
let repeated: readonly string[] = []

/** From now on every command in a message has those of these flags that say where a run works. */
export function repeatFlags(flags: Readonly<Record<string, unknown>>): void {
  repeated = flagsOf(flags)
}

const flagsOf = (flags: Readonly<Record<string, unknown>>): string[] =>
  REPEATED.flatMap((flag) => (flags[flag] ? [`--${flag} ${shellWord(String(flags[flag]))}`] : []))

/** A command with the flags of the one at work. */
export const command = (script: string): string => commandOf(script, repeated)

/** A command with these flags, and more words behind them. */
export const commandWith = (script: string, flags: Readonly<Record<string, unknown>>, more: string): string =>
  commandOf(script, [...flagsOf(flags), more])

const commandOf = (script: string, words: readonly string[]) =>
  words.length === 0 ? `npm run ${script}` : `npm run ${script} -- ${words.join(' ')}`

/** As a shell takes it for one word. */
export const shellWord = (word: string) => (/^[\w.,:=@/+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
