// compare beside the least possible, DuckDB and a join in Python, in turn, in processes of their own:
// npm run bench -- compare [PEOPLE...]

import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buildBundles } from '../../lib/scripts/build.ts'
import { argumentsOf, exponentOf, machine, measure, medianOf, tableOf, type Usage } from './measure.ts'
import { flagsFor, writeWorld } from './world.ts'

const ROUNDS = 3
const SIZES = [10_000, 100_000, 1_000_000]
/** From this size on, a process has the time to start. */
const SMALLEST_FOR_EXPONENT = 100_000

const rivals = join(import.meta.dirname, 'rivals')
if (!existsSync(join(import.meta.dirname, 'node_modules')))
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: import.meta.dirname })

/** Each writes or counts the changes of a folder of snapshots. */
const contenders: Record<string, (folder: string) => Promise<Usage>> = {
  compare: (folder) => measure(process.execPath, [...argumentsOf('compare'), ...flagsFor(folder)]),
  'compare, heap of 64 MB': (folder) =>
    measure(process.execPath, ['--max-old-space-size=64', ...argumentsOf('compare'), ...flagsFor(folder)]),
  'read and sha256 alone': (folder) => measure(process.execPath, [join(rivals, 'floor.mjs'), join(folder, 'bench')]),
  'DuckDB, join alone': (folder) => measure(process.execPath, [join(rivals, 'duckdb.mjs'), join(folder, 'bench')]),
  'Python, dictionary alone': (folder) => measure('python3', [join(rivals, 'join.py'), join(folder, 'bench')]),
}

/** Writes the record lines of a snapshot as NDJSON, for the rivals. */
async function writeNdjson(folder: string, name: string): Promise<void> {
  const out = createWriteStream(join(folder, `${name}.ndjson`))
  for await (const line of createInterface({ input: createReadStream(join(folder, `${name}.json`)) })) {
    const isRecord = line.startsWith('{"email"') || (line.startsWith('{"account"') && !line.endsWith('['))
    if (isRecord && !out.write(`${line.replace(/,$/, '')}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

/** The medians of all contenders for one size, one after the other in each round. */
async function race(people: number): Promise<Map<string, Usage>> {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-bench-'))
  const runs = new Map(Object.keys(contenders).map((name) => [name, [] as Usage[]]))
  try {
    writeWorld(folder, people)
    for (const name of ['users', 'contacts']) await writeNdjson(join(folder, 'bench'), name)
    for (let round = 0; round < ROUNDS; round++)
      for (const [name, run] of Object.entries(contenders)) runs.get(name)!.push(await run(folder))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return new Map([...runs].map(([name, all]) => [name, medianOf(all)]))
}

await buildBundles()
const asked = process.argv.slice(2).map(Number)
const sizes = asked.length > 0 ? asked : SIZES
const found: { size: number; name: string; usage: Usage }[] = []
for (const size of sizes) for (const [name, usage] of await race(size)) found.push({ size, name, usage })

const rows = found.map(({ name, size, usage: { cpu, memory, wall } }) => {
  const ours = found.find((one) => one.size === size && one.name === 'compare')!.usage.cpu
  return [
    size.toLocaleString('en'),
    name,
    cpu.toFixed(2),
    wall.toFixed(2),
    memory.toFixed(0),
    `${(ours / cpu).toFixed(2)}`,
  ]
})
const head = ['people on each side', 'what', 'CPU s', 'wall s', 'MB', 'CPU of compare : this']
const points = found.flatMap(({ name, size, usage }) =>
  name === 'compare' && size >= SMALLEST_FOR_EXPONENT ? [{ size, value: usage.cpu }] : [],
)
process.stdout.write(`${tableOf(head, rows)}\n\n`)
if (points.length > 1) process.stdout.write(`Exponent of compare: ${exponentOf(points).toFixed(2)}\n`)
process.stdout.write(`${machine()}; medians of ${ROUNDS} rounds\n`)
