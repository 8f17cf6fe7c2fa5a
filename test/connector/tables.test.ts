// Every entry of the tables of sources and targets, in all places where a system has to stand.

import * as assert from 'uvu/assert'
import type { z } from 'zod'
import type { Demo } from '../../lib/connector/demo.ts'
import { isSystem, systemNames, writers } from '../../lib/sandbox/systems.ts'
import { sources } from '../../lib/sources/sources.ts'
import { targets } from '../../lib/targets/targets.ts'
import { entry as example } from '../example-target/example.ts'
import { docs, part, read } from '../kit/documents.ts'
import * as stands from '../kit/stands.ts'
import { suite } from '../kit/suite.ts'

type Side = 'source' | 'target'
interface Entry {
  settings: z.ZodObject
  demo: Demo
}

const connectors = part('Connectors', read('README.md'))
const settingsPage = docs('settings')
const help = read('bin/demo.ts')
const schema = JSON.parse(read('data/schema/config.json')).properties.instances.additionalProperties
  .properties as Record<Side, { oneOf: { properties: { use: { const: string } } }[] }>
const shipped: Record<Side, { use: string }> = JSON.parse(read('sync.config.json')).instances['us-gov']
const stood: Record<Side, object> = { source: stands.sources, target: stands.targets }

/** The rows of README's table of connectors that are about an entry. */
const isInReadme = (side: Side, name: string) =>
  connectors.split('\n').some((line) => {
    const [, connector = '', role = ''] = line.split('|')
    return connector.trim().startsWith(`\`${name}\``) && role.trim() === side
  })

/** What is missing of an entry: what to add, and where. */
function gapsOf(side: Side, name: string, { demo, settings }: Entry): string[] {
  const { use } = settings.shape as { use?: z.ZodLiteral<string> }
  const isHelped = new RegExp(`${side}: \\{[^}]*help: '[^']*\\b${name}\\b`).test(help)
  const places: [isThere: boolean, whatToAdd: string][] = [
    [use?.value === name, `lib/${side}s/${name}/settings.ts: use: z.literal('${name}')`],
    [
      isSystem(demo.simulator) || Object.hasOwn(writers, demo.simulator),
      `lib/sandbox/systems.ts: a line for the simulator ${demo.simulator}, which demo.simulator names`,
    ],
    [Object.hasOwn(stood[side], name), `test/kit/stands.ts: an entry of ${side}s, for the contract tests`],
    [isInReadme(side, name), `README.md, "Connectors": a row "| \`${name}\` | ${side} | ..."`],
    [
      schema[side].oneOf.some(({ properties }) => properties.use.const === name),
      `data/schema/config.json: npm run schema writes it`,
    ],
    [
      settingsPage.includes(`<!-- settings: ${side}.${name} -->`),
      `docs/settings.md: <!-- settings: ${side}.${name} --> and <!-- end -->, then npm run schema`,
    ],
    [isHelped, `bin/demo.ts: the name in the help of --${side}`],
    [
      shipped[side].use === name || demo.settings !== undefined,
      `lib/${side}s/${name}/${side}.ts: demo.settings, for npm start`,
    ],
  ]
  return places.flatMap(([isThere, whatToAdd]) => (isThere ? [] : [`${side} ${name} needs ${whatToAdd}`]))
}

const all: [Side, string, Entry][] = [
  ...Object.entries(sources).map(([name, entry]): [Side, string, Entry] => ['source', name, entry]),
  ...Object.entries(targets).map(([name, entry]): [Side, string, Entry] => ['target', name, entry]),
]

const tables = suite('tables')

for (const [side, name, entry] of all)
  tables(`${side} ${name} has a simulator and passes the contract; README, schema and help know it`, () =>
    assert.equal(gapsOf(side, name, entry), []),
  )

tables('every simulator is named by an entry', () => {
  const named = new Set(all.map(([, , { demo }]) => demo.simulator))
  const alone = [...systemNames, ...Object.keys(writers)].filter((name) => !named.has(name))
  assert.equal(alone, [], 'lib/sources/sources.ts or lib/targets/targets.ts: no demo.simulator names it')
})

tables('an entry that is only in its table is told what to add, and where', () => {
  const gaps = gapsOf('target', 'ldap', { ...example, demo: { simulator: 'ldap' } })
  const places = gaps.map((gap) => /^target ldap needs ([\w./-]+)/.exec(gap)?.[1])
  assert.equal(places, [
    'lib/targets/ldap/settings.ts',
    'lib/sandbox/systems.ts',
    'test/kit/stands.ts',
    'README.md',
    'data/schema/config.json',
    'docs/settings.md',
    'bin/demo.ts',
    'lib/targets/ldap/target.ts',
  ])
  assert.match(gaps[3]!, '"| `ldap` | target | ..."')
})

tables.run()
