// Where `npm run build` puts its bundles: a folder of dist/ that is named after what it was built from.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const ROOT = dirname(dirname(import.meta.dirname))
const SOURCES = ['bin', 'lib']
const DIGITS = 16

/**
 * The folder of the bundles that fit the sources at hand, whether it exists or not. Its name is a digest of bin/, lib/,
 * the lock file and Node's major version, so a bundle of other sources is never run.
 */
export function distFolder() {
  const hash = createHash('sha256').update(process.versions.node.replace(/\..*/, ''))
  const add = (/** @type {string} */ file) => {
    const bytes = readFileSync(join(ROOT, file))
    hash.update(`\n${file} ${bytes.length}\n`).update(bytes)
  }
  add('package-lock.json')
  for (const folder of SOURCES)
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }).sort(byPath))
      if (entry.isFile()) add(join(entry.parentPath, entry.name).slice(ROOT.length + 1))
  return join(ROOT, 'dist', hash.digest('hex').slice(0, DIGITS))
}

/** @typedef {import('node:fs').Dirent} Dirent */

const pathOfEntry = (/** @type {Dirent} */ { parentPath, name }) => join(parentPath, name)

const byPath = (/** @type {Dirent} */ one, /** @type {Dirent} */ other) =>
  pathOfEntry(one) < pathOfEntry(other) ? -1 : 1
