// CPU seconds of every stage where nothing has changed, for 2,500 users, and of `--help`: from the sources, from the
// bundle, and through npm: npm run bench -- start [RUNS]

import { generate } from '../../lib/sandbox/worlds/generate.ts'
import { buildBundles } from '../../lib/scripts/build.ts'
import { at, type Place, STAGES, START } from '../kit/pipeline.ts'
import { machine, measure, medianOf, tableOf } from './measure.ts'

const RUNS = Number(process.argv[2] ?? 5)

/** The ways to start a script. */
const WAYS: Record<string, (script: string) => string[]> = {
  sources: (script) => ['node', '--import', 'tsx', `bin/${script}.ts`],
  bundle: (script) => ['node', START, script],
  'bundle, by npm': (script) => ['npm', 'run', '--silent', script, '--'],
}
const HELP = 'compare --help'
const LINE = 'the five stages'

/** What is started -> way -> CPU seconds. */
type Measured = Record<string, Record<string, number>>

/** Applies all that differs, so that the lines after it plan nothing. */
async function settle(here: Place): Promise<void> {
  for (const stage of STAGES) await here.run(stage)
  const kinds = ['update', 'delete'].map((kind) => `${kind}=${here.json(`${kind}.json`).count}`)
  const { code, said } = await here.run('sync', ['--approve', `${here.json('update.json').plan.slice(0, 12)}:${kinds}`])
  if (code !== 0) throw new Error(said)
}

async function measureOnce(here: Place): Promise<Measured> {
  const variables = Object.entries(here.env).map(([name, value]) => `${name}=${value}`)
  const flags = ['--data', here.data, '--config', here.config]
  const cpuOf = async (words: string[]) => (await measure('env', [...variables, ...words])).cpu
  const measured: Measured = { [HELP]: {}, ...Object.fromEntries(STAGES.map((stage) => [stage, {}])), [LINE]: {} }
  for (const [way, words] of Object.entries(WAYS)) {
    measured[HELP]![way] = await cpuOf([...words('compare'), '--help'])
    for (const stage of STAGES) measured[stage]![way] = await cpuOf([...words(stage), ...flags])
    measured[LINE]![way] = STAGES.reduce((sum, stage) => sum + measured[stage]![way]!, 0)
  }
  return measured
}

await buildBundles()
const runs: Measured[] = []
await at(structuredClone(generate()), async (here) => {
  await settle(here)
  for (let run = 0; run < RUNS; run++) runs.push(await measureOnce(here))
  for (const kind of ['create', 'update', 'delete'])
    if (here.json(`${kind}.json`).count > 0) throw new Error(`the line had work to do: ${kind}`)
})
const bare = []
for (let run = 0; run < RUNS; run++) bare.push(await measure('node', ['-e', '0']))

const ways = Object.keys(WAYS)
const shown = (what: string, way: string) =>
  medianOf(runs.map((run) => ({ wall: 0, memory: 0, cpu: run[what]![way]! }))).cpu.toFixed(2)
const rows = Object.keys(runs[0]!).map((what) => [`\`${what}\``, ...ways.map((way) => shown(what, way))])
process.stdout.write(
  `${tableOf(['CPU seconds', ...ways], rows)}\n\n` +
    `Medians of ${RUNS} on ${machine()}; \`node -e 0\` takes ${medianOf(bare).cpu.toFixed(2)}.\n`,
)
