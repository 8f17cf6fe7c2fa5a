// The house rules of imports, held against the import lines of bin/ and lib/.

import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import * as assert from 'uvu/assert'
import { ROOT, read } from './kit/documents.ts'
import { findCircle, foldersIn, type Imports, importsOf, readImports } from './kit/imports.ts'
import { suite } from './kit/suite.ts'

/** The folders of lib/, in the order in which imports may go: each takes from those to its right. */
const ORDER =
  'scripts explain sync plan cli config targets sources scim core connector http artifacts errors sandbox'.split(' ')
/** The scripts that play the other side of the wire. */
const PLAYERS = ['demo', 'sandbox', 'world'].map((name) => `lib/scripts/${name}.ts`)
/** The files of artifacts/ that hold no data on disk. */
const PURE = ['records', 'record-line', 'digest', 'key'].map((name) => `lib/artifacts/${name}.ts`)

const imports = readImports(ROOT, ['bin', 'lib'])
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

const architecture = suite('architecture')

architecture('every folder of lib/ has its place in the order', () => {
  const folders = readdirSync(`${ROOT}/lib`, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  assert.equal(folders.map(({ name }) => name).sort(), [...ORDER].sort())
})

architecture('no TypeScript file lies flat in lib/', () => {
  assert.equal(
    readdirSync(`${ROOT}/lib`).filter((name) => name.endsWith('.ts')),
    [],
  )
})

architecture('each bin/X.ts loads lib/scripts/X.ts', () => {
  for (const [file, targets] of imports) {
    const script = file.replace(/^bin\//, 'lib/scripts/')
    if (file.startsWith('bin/')) assert.ok(targets.includes(script), `${file} does not import ${script}`)
  }
})

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
  for (const file of imports.keys())
    if (file.startsWith('lib/core/'))
      assert.not.match(read(file), /from 'node:(?!url')/, `${file} imports a module of Node`)
})

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

architecture('every form of import is read', () => {
  const text = [
    "import { a } from './a.ts'",
    "import type {\n  B,\n} from '../b.ts'",
    "export { c } from './c/c.ts'",
    "import './d.ts'",
    "const e = await import('./e.ts')",
    "import { readFileSync } from 'node:fs'",
  ]
  assert.equal(importsOf('lib/x/y.ts', text.join('\n')), [
    'lib/x/a.ts',
    'lib/b.ts',
    'lib/x/c/c.ts',
    'lib/x/d.ts',
    'lib/x/e.ts',
  ])
})

architecture.run()
