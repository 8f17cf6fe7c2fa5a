// The lock file: every package has the digest of what is installed, and comes from the registry.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { ROOT } from '../kit/documents.ts'
import { readSources } from '../kit/imports.ts'
import { suite } from '../kit/suite.ts'

const lock = suite('package-lock.json')

interface Locked {
  packages: Record<string, { integrity?: string; resolved?: string; dev?: boolean; link?: boolean }>
}

const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'))
const { packages } = read('package-lock.json') as Locked
const { dependencies } = read('package.json') as { dependencies: Record<string, string> }

lock('every package has an integrity of sha512, and none comes from elsewhere than the registry', () => {
  const all = Object.entries(packages).filter(([path]) => path !== '')
  assert.ok(all.length > 200, String(all.length))
  for (const [path, { integrity = '', link, resolved = 'https://registry.npmjs.org/' }] of all) {
    assert.match(integrity, /^sha512-[A-Za-z0-9+/]{86}==$/, path)
    assert.match(resolved, /^https:\/\/registry\.npmjs\.org\//, path)
    assert.not.ok(link, path)
  }
})

lock('what bin/ and lib/ import is a dependency, with one version', () => {
  const nameOf = (module: string) =>
    module
      .split('/')
      .slice(0, module.startsWith('@') ? 2 : 1)
      .join('/')
  const used = new Set([...readSources(ROOT, ['bin', 'lib']).values()].flatMap(({ modules }) => modules.map(nameOf)))
  const own = [...used].filter((name) => !name.startsWith('node:'))
  assert.ok(own.length > 5)
  for (const name of [...own, 'tsx']) {
    assert.ok(name in dependencies, `${name} is not among the dependencies`)
    assert.not.ok(packages[`node_modules/${name}`]?.dev, name)
  }
  for (const [name, version] of Object.entries(dependencies)) assert.match(version, /^\d+\.\d+\.\d+$/, name)
})

lock.run()
