// The names of a feed's files: plain names, so that none leads out of its folder.

/** The upload name of the control file itself. */
export const CONTROL_NAME = '_control'

const PLAIN_FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/

/** The problem of a file name, or null. */
export function nameProblem(name: string): string | null {
  if (name === 'DEFAULT') return 'each file has to be named in a user sync: there is no DEFAULT'
  if (PLAIN_FILE_NAME.test(name)) return null
  return `the name ${JSON.stringify(name)} is not plain: letters, digits, "_", "-" and ".", and a letter or digit first`
}

/** Different names that some file systems treat as the same. */
export function sameNames(names: readonly string[]): string[] {
  const seen = new Set<string>()
  return names.filter((name) => seen.size === seen.add(name.toLowerCase()).size)
}
