// node lib/cli/start.js SCRIPT [flags] -> bin/SCRIPT.ts
// Runs the bundle where `npm run build` made one from the sources at hand. Elsewhere tsx runs the sources.

import './first-moments.js'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleOf, ROOT } from './dist.js'

/** The exit code `input` of `lib/errors/failure.ts`. */
const INPUT = 7

const [, , script = ''] = process.argv
const scripts = readdirSync(join(ROOT, 'bin')).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []))
if (scripts.includes(script)) await run()
else {
  process.stderr.write(`start: there is no script ${JSON.stringify(script)}. Scripts: ${scripts.sort().join(', ')}\n`)
  process.exitCode = INPUT
}

async function run() {
  const source = join(ROOT, 'bin', `${script}.ts`)
  process.argv.splice(1, 2, source)
  const bundle = existsSync(join(ROOT, 'dist')) ? bundleOf(script) : null
  if (bundle !== null) await import(pathToFileURL(bundle).href)
  else {
    // @ts-expect-error: the loader of tsx has no types
    await import('tsx').catch(explainMissing)
    await import(pathToFileURL(source).href)
  }
}

/** Ends with the command that installs the packages. @param {Error & { code?: string }} error */
function explainMissing(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || existsSync(join(ROOT, 'node_modules', 'tsx'))) throw error
  process.stderr.write(`${script}: the packages are not installed. Run: npm ci\n`)
  process.exit(INPUT)
}
