// Where `npm run build` puts its bundles: a folder of dist/ that is named after what it was built from.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const ROOT = dirname(dirname(import.meta.dirname))
const SOURCES = ['bin', 'lib']
const DIGITS = 16
/** In each folder of bundles: its other files, with their sizes in bytes. */
export const FILES = 'files.json'

/**
 * The folder of the bundles that fit the sources at hand, whether it exists or not. Its name is a digest of bin/, lib/,
 * the lock file and Node's major version, so a bundle of other sources is never run.
 */
export function distFolder() {
  const hash = createHash('sha256').update(process.versions.node.replace(/\..*/, ''))
  for (const file of ['package-lock.json', ...SOURCES.flatMap(filesIn)]) {
    const bytes = readFileSync(`${ROOT}/${file}`)
    hash.update(`\n${file} ${bytes.length}\n`).update(bytes)
  }
  return join(ROOT, 'dist', hash.digest('hex').slice(0, DIGITS))
}

/**
 * The bundle of a script that fits the sources at hand; null if there is none or its folder is not complete.
 * @param {string} script
 */
export function bundleOf(script) {
  try {
    const folder = distFolder()
    const file = `${script}.js`
    return isComplete(folder) && sizesIn(folder).has(file) ? join(folder, file) : null
  } catch {
    return null // a file that cannot be read: the sources run, or tell why they cannot
  }
}

/**
 * Whether a folder has all files of its build in their full size. A copy may have stopped, or a power cut emptied one.
 * @param {string} folder
 */
export function isComplete(folder) {
  try {
    return [...sizesIn(folder)].every(([file, size]) => statSync(join(folder, file)).size === size)
  } catch {
    return false
  }
}

/** @type {(folder: string) => Map<string, number>} */
const sizesIn = (folder) => new Map(Object.entries(JSON.parse(readFileSync(join(folder, FILES), 'utf8'))))

/**
 * The paths of all files of a folder from the root, in a fixed order. Every start of a script waits for this. Throws
 * for a link, whose target may change without its name.
 * @param {string} folder
 */
const filesIn = (folder) =>
  readdirSync(`${ROOT}/${folder}`, { recursive: true, withFileTypes: true })
    .flatMap((entry) => {
      const path = `${entry.parentPath}/${entry.name}`.slice(ROOT.length + 1)
      if (entry.isSymbolicLink()) throw new Error(`${path} is a link: scripts run from their sources`)
      return entry.isFile() ? [path] : []
    })
    .sort()
