// Bundles every script of bin/ and what it imports into dist/.

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { build } from 'esbuild'
import { distFolder, FILES, isComplete, ROOT } from '../cli/dist.js'
import { exit, Failure } from '../errors/failure.ts'

/** Not bundled: it is the one script that needs the bundler, and nobody waits for it. */
const OWN = 'build.ts'
const UNFINISHED = 'unfinished-'
/** Bundled CommonJS packages call `require` for modules of Node, which an ES module does not have. */
const BANNER =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);"

/**
 * Builds the folder of dist/ that fits the sources at hand, removes those of other sources, and returns its path.
 * Throws exit 7 for packages that are not those of the lock file, and for sources that change during the build.
 */
export async function buildBundles(): Promise<string> {
  assertInstalled(ROOT)
  const folder = distFolder()
  const dist = dirname(folder)
  if (!isComplete(folder)) {
    mkdirSync(dist, { recursive: true })
    const unfinished = join(dist, `${UNFINISHED}${process.pid}`)
    await bundleInto(unfinished)
    if (distFolder() !== folder) {
      rmSync(unfinished, { recursive: true, force: true })
      throw new Failure(exit.input, 'the sources changed during the build. Run it again: npm run build')
    }
    // another build may have been faster: its folder has the same files
    if (isComplete(folder)) rmSync(unfinished, { recursive: true, force: true })
    else {
      rmSync(folder, { recursive: true, force: true })
      renameSync(unfinished, folder)
    }
  }
  for (const name of readdirSync(dist))
    if (name !== basename(folder) && !isOfLiveBuild(name)) rmSync(join(dist, name), { recursive: true, force: true })
  return join('dist', basename(folder))
}

/** Packages by their path from the root. */
type Packages = Record<string, { integrity?: string; version?: string }>

/** Throws exit 7 where the installed packages are not those of the lock file: the name of a bundle has its digest. */
export function assertInstalled(root: string): void {
  const packagesOf = (file: string): Packages => JSON.parse(readFileSync(join(root, file), 'utf8')).packages
  const locked = packagesOf('package-lock.json')
  const installed = Object.entries(packagesOf(join('node_modules', '.package-lock.json')))
  const other = installed.find(
    ([path, { integrity, version }]) => locked[path]?.version !== version || locked[path]?.integrity !== integrity,
  )
  if (other) throw new Failure(exit.input, `${other[0]} is not that of package-lock.json. Run: npm ci`)
}

/** Whether another process is filling this folder. */
function isOfLiveBuild(name: string): boolean {
  const pid = Number(name.startsWith(UNFINISHED) && name.slice(UNFINISHED.length))
  try {
    return pid > 0 && pid !== process.pid && process.kill(pid, 0)
  } catch {
    return false
  }
}

/** No file of lib/ lies deeper below the root than its bundle does where it asks for `import.meta.url`. */
async function bundleInto(outdir: string): Promise<void> {
  const scripts = readdirSync(join(ROOT, 'bin')).filter((file) => file.endsWith('.ts') && file !== OWN)
  const { metafile } = await build({
    absWorkingDir: ROOT,
    banner: { js: BANNER },
    bundle: true,
    entryPoints: scripts.map((file) => join('bin', file)),
    format: 'esm',
    logLevel: 'warning',
    metafile: true,
    minifySyntax: true,
    minifyWhitespace: true,
    outdir,
    platform: 'node',
    splitting: true,
    target: 'node20',
  })
  const sizes = Object.entries(metafile.outputs).map(([path, { bytes }]) => [relative(outdir, join(ROOT, path)), bytes])
  writeFileSync(join(outdir, FILES), JSON.stringify(Object.fromEntries(sizes)))
}
