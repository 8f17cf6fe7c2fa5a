// The names of a feed's files: plain ones, so that none leads out of its folder.

/** The name under which the control file itself is uploaded. */
export const CONTROL_NAME = '_control'

const PLAIN_FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/

/** What is wrong with a name, or null. */
export function nameProblem(name: string): string | null {
  if (name === 'DEFAULT') return 'each file has to be named in a user sync: there is no DEFAULT'
  if (PLAIN_FILE_NAME.test(name)) return null
  return `the name ${JSON.stringify(name)} is not plain: letters, digits, "_", "-" and ".", and a letter or digit first`
}

/** Names that some file systems take for one. */
export function sameNames(names: readonly string[]): string[] {
  const seen = new Set<string>()
  return names.filter((name) => seen.size === seen.add(name.toLowerCase()).size)
}
