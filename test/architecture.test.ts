// The house rules of imports, held against the import lines of bin/ and lib/.

import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import * as assert from 'uvu/assert'
import { ROOT } from './kit/documents.ts'
import { findCircle, foldersIn, type Imports, readSource, readSources, type Source } from './kit/imports.ts'
import { suite } from './kit/suite.ts'

/** The folders of lib/, in the order in which imports may go: each takes from those to its right. */
const ORDER =
  'scripts explain sync plan cli config targets sources scim core connector http artifacts errors sandbox'.split(' ')
/** The scripts that play the other side of the wire. */
const PLAYERS = ['demo', 'sandbox', 'world'].map((name) => `lib/scripts/${name}.ts`)
/** The files of artifacts/ that hold no data on disk. */
const PURE = ['records', 'record-line', 'digest', 'key'].map((name) => `lib/artifacts/${name}.ts`)
/** What core/ may import beside files. */
const PURE_MODULES = ['fast-json-stable-stringify', 'email-addresses', 'node:url']
const STAGES = ['gather-organizations', 'gather-users', 'gather-contacts', 'compare', 'sync'].map(
  (name) => `lib/scripts/${name}.ts`,
)
/** The files of scripts/ that are no script. */
const PARTS = ['demo-settings', 'settings-page'].map((name) => `lib/scripts/${name}.ts`)
/** The only files of test/ that may load uvu: its suites count nothing for the runner. */
const UVU = ['test/kit/shard.ts', 'test/kit/suite.ts']

type Sources = ReadonlyMap<string, Source>

const sources = readSources(ROOT, ['bin', 'lib'])
const filesOf = (all: Sources): Imports => new Map([...all].map(([file, { files }]) => [file, files]))
const modulesOf = (all: Sources): Imports => new Map([...all].map(([file, { modules }]) => [file, modules]))
const imports = filesOf(sources)
const folderOf = (file: string) => file.split('/')[1]!
const inLib = (file: string) => file.startsWith('lib/')

/** The first import that a rule forbids, as `file imports file`; null where all keep the rule. */
function findOffender(graph: Imports, isForbidden: (from: string, to: string) => boolean): string | null {
  for (const [from, targets] of graph)
    for (const to of targets) if (isForbidden(from, to)) return `${from} imports ${to}`
  return null
}

const isUpward = (from: string, to: string) =>
  inLib(from) && (!inLib(to) || ORDER.indexOf(folderOf(from)) > ORDER.indexOf(folderOf(to)))
const leavesSandbox = (from: string, to: string) => from.startsWith('lib/sandbox/') && !to.startsWith('lib/sandbox/')
const entersSandbox = (from: string, to: string) =>
  !from.startsWith('lib/sandbox/') && to.startsWith('lib/sandbox/') && !PLAYERS.includes(from)
const isImpure = (from: string, to: string) =>
  from.startsWith('lib/core/') && !to.startsWith('lib/core/') && !to.startsWith('lib/errors/') && !PURE.includes(to)
const isImpureModule = (from: string, to: string) => from.startsWith('lib/core/') && !PURE_MODULES.includes(to)
const isBetweenStages = (from: string, to: string) => STAGES.includes(from) && STAGES.includes(to)
const scriptOf = (bin: string) => bin.replace(/^bin\//, 'lib/scripts/')
const leavesBin = (from: string, to: string) =>
  from.startsWith('bin/') && inLib(to) && to !== scriptOf(from) && !to.startsWith('lib/cli/')
const loadsUvu = (from: string, to: string) => to === 'uvu' && !UVU.includes(from)

/** What code needs a clock, the network or the process for, as `file: word`; null where no file of core/ does. */
function findImpureCode(all: Sources): string | null {
  for (const [file, { code }] of all) {
    const [word] = code.match(/\b(?:Date|performance)\b|\bfetch\s*\(|\bprocess\s*[.[]/) ?? []
    if (file.startsWith('lib/core/') && word !== undefined) return `${file}: ${word}`
  }
  return null
}

/** The first import whose specifier cannot be read, as `file: text`. */
function findUnread(all: Sources): string | null {
  for (const [file, { unread }] of all) if (unread.length > 0) return `${file}: ${unread[0]}`
  return null
}

/** The first file of bin/ that does not load its script, or file of scripts/ that no file of bin/ loads. */
function findUnpaired(graph: Imports): string | null {
  for (const [file, targets] of graph) {
    if (file.startsWith('bin/') && !targets.includes(scriptOf(file))) return `${file} does not import ${scriptOf(file)}`
    const bin = file.replace(/^lib\/scripts\//, 'bin/')
    if (file.startsWith('lib/scripts/') && !PARTS.includes(file) && !graph.has(bin)) return `${file} has no ${bin}`
  }
  return null
}

const architecture = suite('architecture')

architecture('every folder of lib/ has its place in the order', () => {
  const folders = readdirSync(`${ROOT}/lib`, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  assert.equal(folders.map(({ name }) => name).sort(), [...ORDER].sort())
})

architecture('nothing but folders and README.md lies flat in lib/', () => {
  const flat = readdirSync(`${ROOT}/lib`, { withFileTypes: true }).filter((entry) => !entry.isDirectory())
  assert.equal(
    flat.map(({ name }) => name),
    ['README.md'],
  )
})

architecture('every import can be read', () => assert.is(findUnread(sources), null))

architecture('each bin/X.ts loads lib/scripts/X.ts, and each script has its bin/X.ts', () =>
  assert.is(findUnpaired(imports), null),
)

architecture('bin/X.ts imports nothing else of lib/ than cli/', () => assert.is(findOffender(imports, leavesBin), null))

architecture('no stage imports another stage', () => assert.is(findOffender(imports, isBetweenStages), null))

architecture('no test loads uvu past the suites that the runner counts', () =>
  assert.is(findOffender(modulesOf(readSources(ROOT, ['test'])), loadsUvu), null),
)

architecture('every import names a file that exists', () => {
  const offender = findOffender(imports, (_, to) => !existsSync(`${ROOT}/${to}`))
  assert.is(offender, null)
})

architecture('no circle of files', () => assert.is(findCircle(imports)?.join(' -> ') ?? null, null))

architecture('no circle of folders, wherever folders lie side by side', () => {
  const parents = new Set([...imports.keys()].map((file) => dirname(dirname(file))))
  for (const parent of parents) {
    const circle = findCircle(foldersIn(imports, parent))
    assert.is(circle?.join(' -> ') ?? null, null, `folders of ${parent}`)
  }
})

architecture('imports go down only, in the order of the folders', () =>
  assert.is(findOffender(imports, isUpward), null, `the order is ${ORDER.join(' ')}`),
)

architecture('the sandbox imports nothing of the rest', () => assert.is(findOffender(imports, leavesSandbox), null))

architecture('the rest imports nothing of the sandbox, but for the scripts that play it', () =>
  assert.is(findOffender(imports, entersSandbox), null),
)

architecture('core imports no http, no files and no config', () => {
  assert.is(findOffender(imports, isImpure), null)
  assert.is(findOffender(modulesOf(sources), isImpureModule), null)
})

architecture('core reads no clock, no network and no process', () => assert.is(findImpureCode(sources), null))

architecture('a broken rule is found, with its first offender', () => {
  const graph: Imports = new Map([
    ['lib/core/a.ts', ['lib/http/b.ts', 'lib/core/c.ts']],
    ['lib/http/b.ts', ['lib/core/a.ts']],
    ['lib/core/c.ts', ['lib/core/a.ts']],
    ['lib/sandbox/d.ts', ['lib/errors/e.ts']],
    ['lib/errors/e.ts', ['lib/sandbox/d.ts', 'lib/cli/f.ts']],
  ])
  assert.is(findOffender(graph, isUpward), 'lib/http/b.ts imports lib/core/a.ts')
  assert.is(findOffender(graph, isImpure), 'lib/core/a.ts imports lib/http/b.ts')
  assert.is(findOffender(graph, leavesSandbox), 'lib/sandbox/d.ts imports lib/errors/e.ts')
  assert.is(findOffender(graph, entersSandbox), 'lib/errors/e.ts imports lib/sandbox/d.ts')
  assert.equal(findCircle(graph), ['lib/core/a.ts', 'lib/http/b.ts', 'lib/core/a.ts'])
  assert.equal(findCircle(foldersIn(graph, 'lib')), ['core', 'http', 'core'])
  assert.is(
    findCircle(
      new Map([
        ['a', ['b', 'c']],
        ['b', ['c']],
      ]),
    ),
    null,
  )
})

architecture('a broken rule of bin/, scripts/, the stages or uvu is found', () => {
  const graph: Imports = new Map([
    ['bin/a.ts', ['lib/cli/tool.ts', 'lib/scripts/a.ts']],
    ['lib/scripts/a.ts', []],
    ['lib/scripts/demo-settings.ts', []],
  ])
  const withFile = (file: string, targets: string[]) => new Map([...graph, [file, targets]])
  assert.is(findUnpaired(graph), null)
  assert.is(findUnpaired(withFile('bin/b.ts', ['lib/scripts/a.ts'])), 'bin/b.ts does not import lib/scripts/b.ts')
  assert.is(findUnpaired(withFile('lib/scripts/b.ts', [])), 'lib/scripts/b.ts has no bin/b.ts')
  assert.is(findOffender(graph, leavesBin), null)
  for (const other of ['lib/scripts/a.ts', 'lib/config/config.ts']) {
    const file = withFile('bin/b.ts', ['lib/scripts/b.ts', other])
    assert.is(findOffender(file, leavesBin), `bin/b.ts imports ${other}`)
  }
  const [compare, sync] = ['lib/scripts/compare.ts', 'lib/scripts/sync.ts']
  assert.is(findOffender(withFile(sync, [compare]), isBetweenStages), `${sync} imports ${compare}`)
  assert.is(findOffender(withFile('lib/scripts/demo.ts', [compare]), isBetweenStages), null)
  assert.is(findOffender(new Map([['test/a.test.ts', ['uvu/assert']]]), loadsUvu), null)
  assert.is(findOffender(new Map([['test/a.test.ts', ['uvu']]]), loadsUvu), 'test/a.test.ts imports uvu')
})

const CORE = 'lib/core/a.ts'
const inCore = (text: string): Sources => new Map([[CORE, readSource(CORE, text)]])

architecture('a clock, the network, the process and a foreign module in core/ are found', () => {
  for (const [text, word] of [
    ['const now = new Date()', 'Date'],
    [`const now = \`\${Date.now()}\``, 'Date'],
    ["const text = /'/.test(a) ? fetch(b) : 1", 'fetch('],
    ["const a = process.env['A']", 'process.'],
    ['const now = performance.now()', 'performance'],
  ])
    assert.is(findImpureCode(inCore(text!)), `${CORE}: ${word}`)
  for (const text of ['// new Date()', '/* fetch(a) */', "'process.env'", '`Date`', '/performance/', 'toDate()'])
    assert.is(findImpureCode(inCore(text)), null, text)
  for (const module of ['node:fs', 'got', 'fs']) {
    const graph = modulesOf(inCore(`import { a } from '${module}'`))
    assert.is(findOffender(graph, isImpureModule), `${CORE} imports ${module}`)
  }
  for (const module of PURE_MODULES)
    assert.is(findOffender(modulesOf(inCore(`import a from '${module}'`)), isImpureModule), null)
})

architecture('every form of import is read', () => {
  const text = [
    "import { a } from './a.ts'",
    "import type {\n  B, // the caller's\n} from '../b.ts'",
    "export { c } from './c/c.ts'",
    "import './d.ts'",
    "const e = await import('./e.ts')",
    "const f = await import(/* the player's */ './f.ts')",
    'const g = await import(`./g.ts`)',
    "export * as h from './h.ts'; export type { I } from './i.ts'",
    "  import j, * as k from './j.ts'",
    "const l = '/*'; export * from './l.ts' // */",
    'const all = [...(await import("./m.ts"))]',
    "import { readFileSync } from 'node:fs'",
    "import stringify from 'fast-json-stable-stringify'",
    "type Z = import('zod').ZodType",
  ]
  const { files, modules, unread } = readSource('lib/x/y.ts', text.join('\n'))
  const inX = ['a', 'c/c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'l', 'm'].map((name) => `lib/x/${name}.ts`)
  assert.equal(files, [inX[0], 'lib/b.ts', ...inX.slice(1)])
  assert.equal(modules, ['node:fs', 'fast-json-stable-stringify', 'zod'])
  assert.equal(unread, [])
})

architecture('what is no import is not read as one', () => {
  for (const text of [
    "// import './a.ts'",
    "/* import a from './a.ts' */",
    'const a = "import \'./a.ts\'"',
    "const a = `import './a.ts'`",
    "const a = /import '.a.ts'/",
    "export const a = 'import'",
    "export interface A { from: './a.ts' }",
    'const a = import.meta.dirname',
    "const a = { import: './a.ts' }",
  ])
    assert.equal(
      { ...readSource('lib/x/y.ts', text), code: '' },
      { files: [], modules: [], unread: [], code: '' },
      text,
    )
})

architecture('an import whose specifier cannot be read is found', () => {
  for (const text of [
    'await import(name)',
    `await import(\`./\${name}.ts\`)`,
    "await import('./a' + '.ts')",
    "await import(isA ? './a.ts' : './b.ts')",
    "import { createRequire } from 'node:module'",
    "const { createRequire: load } = await import('node:module')",
    "require('./a.ts')",
    "import a from '#a'",
    "import a from './\\x61.ts'",
  ])
    assert.match(findUnread(inCore(text)) ?? '', `${CORE}: `, text)
})

architecture.run()
