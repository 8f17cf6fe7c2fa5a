// Broken house rules of imports: each is found, with its first offender, in every form of import.

import * as assert from 'uvu/assert'
import {
  entersSandbox,
  findImpureCode,
  findOffender,
  findUnpaired,
  findUnread,
  isBetweenStages,
  isImpure,
  isImpureModule,
  isUpward,
  knowsSystem,
  leavesBin,
  leavesSandbox,
  loadsUvu,
  modulesOf,
  PURE_MODULES,
  type Sources,
} from './kit/architecture.ts'
import { findCircle, foldersIn, type Imports, readSource } from './kit/imports.ts'
import { suite } from './kit/suite.ts'

const architecture = suite('architecture: offenders')

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
  const [shared, system] = ['lib/sandbox/worlds/g.ts', 'lib/sandbox/zendesk/h.ts']
  assert.is(findOffender(new Map([[shared, [system]]]), knowsSystem), `${shared} imports ${system}`)
  assert.is(findOffender(new Map([['lib/sandbox/systems.ts', [system]]]), knowsSystem), null)
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
