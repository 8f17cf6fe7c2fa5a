// Commands in messages: a copied command has the same instance, folders and person as the run.

const REPEATED = ['instance', 'data', 'config', 'person']

/** The repeated flags of this run, quoted for a shell. */
let repeated: readonly string[] = []

/** Adds those of these flags that select instance, folders and person to all later commands in messages. */
export function repeatFlags(flags: Readonly<Record<string, unknown>>): void {
  repeated = flagsOf(flags)
}

const flagsOf = (flags: Readonly<Record<string, unknown>>): string[] =>
  REPEATED.flatMap((flag) => (flags[flag] ? [`--${flag} ${shellWord(String(flags[flag]))}`] : []))

/** A command with the flags of this run. */
export const command = (script: string): string => commandOf(script, repeated)

/** A command with these flags and more words. */
export const commandWith = (script: string, flags: Readonly<Record<string, unknown>>, more: string): string =>
  commandOf(script, [...flagsOf(flags), more])

const commandOf = (script: string, words: readonly string[]) =>
  words.length === 0 ? `npm run ${script}` : `npm run ${script} -- ${words.join(' ')}`

/** Quotes a word for a shell. */
export const shellWord = (word: string) => (/^[\w.,:=@/+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
