// Bundles every script of bin/ and what it imports into dist/.

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { build } from 'esbuild'
import { distFolder, ROOT } from '../cli/dist.js'

/** Not bundled: it is the one script that needs the bundler, and nobody waits for it. */
const OWN = 'build.ts'
/** Bundled CommonJS packages call `require` for modules of Node, which an ES module does not have. */
const BANNER =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);"

/** Builds the folder of dist/ that fits the sources at hand, removes those of other sources, and returns its path. */
export async function buildBundles(): Promise<string> {
  const folder = distFolder()
  const dist = dirname(folder)
  if (!existsSync(folder)) {
    mkdirSync(dist, { recursive: true })
    const unfinished = join(dist, `unfinished-${process.pid}`)
    await bundleInto(unfinished)
    // a folder that has the name is whole: the bundles depend on nothing but what the name is made of
    if (existsSync(folder)) rmSync(unfinished, { recursive: true })
    else renameSync(unfinished, folder)
  }
  for (const name of readdirSync(dist)) if (name !== basename(folder)) rmSync(join(dist, name), { recursive: true })
  return join('dist', basename(folder))
}

/** No file of lib/ lies deeper below the root than its bundle does where it asks for `import.meta.url`. */
async function bundleInto(outdir: string): Promise<void> {
  const scripts = readdirSync(join(ROOT, 'bin')).filter((file) => file.endsWith('.ts') && file !== OWN)
  await build({
    absWorkingDir: ROOT,
    banner: { js: BANNER },
    bundle: true,
    entryPoints: scripts.map((file) => join('bin', file)),
    format: 'esm',
    logLevel: 'warning',
    outdir,
    platform: 'node',
    splitting: true,
    target: 'node20',
  })
}
