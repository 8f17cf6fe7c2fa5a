// Bundles every script of bin/ and what it imports into dist/.

import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { build } from 'esbuild'
import { distFolder, FILES, isComplete, ROOT } from '../cli/dist.js'

/** Not bundled: it is the one script that needs the bundler, and nobody waits for it. */
const OWN = 'build.ts'
const UNFINISHED = 'unfinished-'
/** Bundled CommonJS packages call `require` for modules of Node, which an ES module does not have. */
const BANNER =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);"

/** Builds the folder of dist/ that fits the sources at hand, removes those of other sources, and returns its path. */
export async function buildBundles(): Promise<string> {
  const folder = distFolder()
  const dist = dirname(folder)
  if (!isComplete(folder)) {
    mkdirSync(dist, { recursive: true })
    const unfinished = join(dist, `${UNFINISHED}${process.pid}`)
    await bundleInto(unfinished)
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
