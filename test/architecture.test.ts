// The house rules of imports, held against the import lines of bin/ and lib/.

import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import * as assert from 'uvu/assert'
import {
  entersSandbox,
  filesOf,
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
  ORDER,
} from './kit/architecture.ts'
import { ROOT } from './kit/documents.ts'
import { findCircle, foldersIn, readSources } from './kit/imports.ts'
import { suite } from './kit/suite.ts'

const sources = readSources(ROOT, ['bin', 'lib'])
const imports = filesOf(sources)

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

architecture('in the sandbox, nothing but the table knows a system', () =>
  assert.is(findOffender(imports, knowsSystem), null),
)

architecture('the rest imports nothing of the sandbox, but for the scripts that play it', () =>
  assert.is(findOffender(imports, entersSandbox), null),
)

architecture('core imports no http, no files and no config', () => {
  assert.is(findOffender(imports, isImpure), null)
  assert.is(findOffender(modulesOf(sources), isImpureModule), null)
})

architecture('core reads no clock, no network and no process', () => assert.is(findImpureCode(sources), null))

architecture.run()
