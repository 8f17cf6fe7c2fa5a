// How a script is started: from its bundle where one was built from the sources at hand, else from the sources.

import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { assertInstalled, buildBundles } from '../../lib/scripts/build.ts'
import { at, STAGES } from '../kit/pipeline.ts'
import { suite } from '../kit/suite.ts'
import { contactOf, worldOf } from '../kit/worlds.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const CLI = join('lib', 'cli')

interface Project {
  folder: string
}

const start = suite<Project>('start')

start.before.each((project) => {
  project.folder = mkdtempSync(join(tmpdir(), 'user-sync-start-'))
  const inProject = (name: string) => join(project.folder, name)
  for (const folder of ['bin', CLI]) mkdirSync(inProject(folder), { recursive: true })
  for (const file of ['start.js', 'dist.js', 'first-moments.js'])
    cpSync(join(ROOT, CLI, file), inProject(join(CLI, file)))
  symlinkSync(join(ROOT, 'node_modules'), inProject('node_modules'))
  writeFileSync(inProject('package.json'), '{ "type": "module" }')
  writeFileSync(inProject('package-lock.json'), '{}')
  writeFileSync(
    inProject('bin/words.ts'),
    'const words: string[] = process.argv.slice(2)\nconsole.log("source", ...words)\n',
  )
})

start.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const run = ({ folder }: Project, ...words: string[]) =>
  execFileSync(process.execPath, [join(folder, CLI, 'start.js'), 'words', ...words], { encoding: 'utf8' }).trim()

/** Stands for a bundle, and tells that it was run. */
async function bundle({ folder }: Project): Promise<string> {
  const { distFolder } = await import(join(folder, CLI, 'dist.js'))
  mkdirSync(distFolder(), { recursive: true })
  const text = 'console.log("bundle", ...process.argv.slice(2))\n'
  writeFileSync(join(distFolder(), 'words.js'), text)
  writeFileSync(join(distFolder(), 'chunk.js'), '')
  writeFileSync(join(distFolder(), 'files.json'), JSON.stringify({ 'chunk.js': 0, 'words.js': text.length }))
  return distFolder()
}

start('runs the sources where nothing was built', (project) => {
  assert.is(run(project, '--a', 'b'), 'source --a b')
})

start('names the command that installs missing packages', ({ folder }) => {
  rmSync(join(folder, 'node_modules'))
  const args = [join(folder, CLI, 'start.js'), 'words']
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  assert.equal([status, stderr], [7, 'words: the packages are not installed. Run: npm ci\n'])
})

start('runs the bundle that was built from the sources at hand', async (project) => {
  await bundle(project)
  assert.is(run(project, '--a', 'b'), 'bundle --a b')
})

for (const file of ['bin/words.ts', 'lib/cli/first-moments.js', 'package-lock.json'])
  start(`runs the sources where ${file} has changed since the build`, async (project) => {
    await bundle(project)
    appendFileSync(join(project.folder, file), '\n')
    assert.is(run(project), 'source')
  })

start('runs the sources where a file was added since the build', async (project) => {
  await bundle(project)
  writeFileSync(join(project.folder, 'lib/added.ts'), '')
  assert.is(run(project), 'source')
})

start('runs the sources where one of them is a link', async (project) => {
  await bundle(project)
  symlinkSync(join(ROOT, 'README.md'), join(project.folder, 'lib/linked.ts'))
  assert.is(run(project), 'source')
})

start('nothing is built from packages that are not those of the lock file', ({ folder }) => {
  const lock = (version: string) =>
    JSON.stringify({ packages: { 'node_modules/got': { version, integrity: version } } })
  const installed = join(folder, 'installed')
  mkdirSync(join(installed, 'node_modules'), { recursive: true })
  writeFileSync(join(installed, 'node_modules/.package-lock.json'), lock('1.0.0'))
  writeFileSync(join(installed, 'package-lock.json'), lock('1.0.0'))
  assertInstalled(installed)
  writeFileSync(join(installed, 'package-lock.json'), lock('1.0.1'))
  const message = 'node_modules/got is not that of package-lock.json. Run: npm ci'
  assert.throws(
    () => assertInstalled(installed),
    (error: Error) => error.message === message,
  )
})

const damage: Record<string, (folder: string) => void> = {
  'lacks a chunk': (folder) => rmSync(join(folder, 'chunk.js')),
  'has an empty bundle': (folder) => writeFileSync(join(folder, 'words.js'), ''),
  'has no list of its files': (folder) => rmSync(join(folder, 'files.json')),
}

for (const [name, harm] of Object.entries(damage))
  start(`runs the sources where the build ${name}`, async (project) => {
    harm(await bundle(project))
    assert.is(run(project), 'source')
  })

start('runs the sources where the lock file is gone', async (project) => {
  await bundle(project)
  rmSync(join(project.folder, 'package-lock.json'))
  assert.is(run(project), 'source')
})

for (const words of [[], ['nosuch'], ['../lib/words'], ['./words'], ['--help']])
  start(`refuses ${words[0] ?? 'no word'} as the name of a script`, ({ folder }) => {
    mkdirSync(join(folder, 'lib'), { recursive: true })
    cpSync(join(folder, 'bin/words.ts'), join(folder, 'lib/words.ts'))
    const script = [join(folder, CLI, 'start.js'), ...words]
    const { status, stdout, stderr } = spawnSync(process.execPath, script, { encoding: 'utf8' })
    assert.equal([status, stdout], [7, ''])
    assert.is(stderr, `start: there is no script "${words[0] ?? ''}". Scripts: words\n`)
  })

start('a build replaces one that is damaged', async () => {
  const built = join(ROOT, await buildBundles())
  writeFileSync(join(built, 'compare.js'), '')
  assert.is(join(ROOT, await buildBundles()), built)
  assert.ok(statSync(join(built, 'compare.js')).size > 0)
})

start('a build has every script but its own, and replaces the builds of other sources', async () => {
  const stale = join(ROOT, 'dist', 'stale')
  mkdirSync(stale, { recursive: true })
  const built = join(ROOT, await buildBundles())
  const scripts = readdirSync(join(ROOT, 'bin')).map((file) => file.replace(/\.ts$/, '.js'))
  const missing = scripts.filter((script) => !readdirSync(built).includes(script))
  assert.equal(missing, ['build.js'])
  assert.not.ok(readdirSync(join(ROOT, 'dist')).includes('stale'))
})

start('the bundles of the five stages sync a person', async () => {
  await buildBundles()
  await at(worldOf({ equal: 5, contacts: [contactOf(301)] }), async (here) => {
    for (const stage of STAGES) {
      const { code, said } = await here.run(stage)
      assert.is(code, 0, said)
    }
    assert.is(here.json('created.json').count, 1)
  })
})

start.run()
