// The fault matrix: each fault of the sandbox, at each stage it can hit, once, three times and always (one cell in
// four; every one in the long form). Nobody is harmed, the exit code is one of the table, and a plain second run
// reaches what a good day would have.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pLimit from 'p-limit'
import * as assert from 'uvu/assert'
import { suite } from '../kit/suite.ts'
import { type Cell, goodDay, played } from './kit/cell.ts'
import { chance, shuffled } from './kit/chance.ts'
import { codesFor, often } from './kit/codes.ts'
import { type Door, doors, kindsAt, kindsOf } from './kit/doors.ts'
import { asProcess, inProcess, type Runs } from './kit/line.ts'
import { SEED } from './kit/seed.ts'
import { partOf, runsOf } from './kit/size.ts'
import { type Ended, sums, table } from './kit/table.ts'

const SIDE_BY_SIDE = 6
const PROCESSES = runsOf({ usual: 5, long: 20 })
const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'promises.md')
/** Only cells whose name has this in it: `CHAOS_ONLY='sync, removals'`. */
const only = process.env['CHAOS_ONLY'] ?? ''

const day = await goodDay()
const rows = doors.flatMap((door) => kindsAt(door, day.sent[door.stage]!).map((kind) => ({ door, kind })))
const called = ({ stage, doing }: Door) => `${stage}, ${doing}`
const nameOf = ({ door, kind, times }: Cell) => `${called(door)}, ${kind} ${times}`
const every = rows.flatMap((row) => often.map((times): Cell => ({ ...row, times })))
const cells = only === '' ? partOf('cells', every) : every.filter((cell) => nameOf(cell).includes(only))
/** Mixed, so that those that wait lie among those that do not. */
const mixed = shuffled(cells, chance('cells'))
const again = mixed.slice(0, PROCESSES)

type Results = Map<Cell, Promise<Ended | Error>>
const here: Results = new Map()
const apart: Results = new Map()
const ended: Ended[] = []

const matrix = suite('fault matrix')

matrix.before(() => {
  const alone = pLimit(1)
  const begin = (chosen: Cell[], into: Results, run: Runs, sideBySide: number) => {
    const limit = pLimit(sideBySide)
    const first = chosen.map((cell) => limit(() => played(cell, day, run)))
    const all = Promise.allSettled(first)
    for (const [index, cell] of chosen.entries()) {
      // what came too soon is judged by itself, when nothing else keeps this process from reading
      const result = first[index]!.then((one) =>
        one.early === 0 ? one : all.then(() => alone(() => played(cell, day, run))),
      )
      into.set(
        cell,
        result.then(
          (one) => ({ ...cell, ...one }),
          (error: Error) => error,
        ),
      )
    }
  }
  begin(mixed, here, inProcess, SIDE_BY_SIDE)
  begin(again, apart, asProcess, 1)
})

/** Throws what is wrong with a cell; gives what it came to. */
async function right(cell: Cell, from: Results): Promise<void> {
  const result = await from.get(cell)!
  const name = nameOf(cell)
  if (result instanceof Error) throw new Error(`${name}: ${result.message}`)
  ended.push(result)
  assert.equal(result.harm, [], `${name}, exit ${result.code}:\n${result.harm.join('\n')}\n${result.line}`)
  const codes = codesFor(cell.door, cell.kind, cell.times)
  assert.ok(codes?.includes(result.code), `${name}: exit ${result.code}, not ${codes?.join(' or ')}: ${result.line}`)
  assert.ok(result.played > 0, `${name}: the fault was not met`)
}

for (const { door, kind } of rows) {
  const mine = cells.filter((cell) => cell.door === door && cell.kind === kind)
  if (mine.length === 0) continue
  const said = mine.map(({ times }) => `${times} ${codesFor(door, kind, times)?.join(' or ') ?? '?'}`).join(', ')
  matrix(`${called(door)}, ${kind}: nobody is harmed, exit ${said}, and the next run is right`, async () => {
    const wrong: string[] = []
    for (const cell of mine) await right(cell, here).catch((error: Error) => wrong.push(error.message))
    assert.equal(wrong, [], wrong.join('\n'))
  })
}

for (const cell of again) {
  matrix(`${nameOf(cell)}: the same as processes (CHAOS_SEED=${SEED})`, () => right(cell, apart))
}

matrix('every cell has a result: the table, which docs/promises.md tells of', () => {
  const [all, processes] = [ended.slice(0, cells.length), ended.slice(cells.length)]
  process.stdout.write(`\n${table(all)}\n  ${sums(all)}\n  again as processes, ${sums(processes)}\n`)
  assert.ok(cells.length > 0, `no cell has "${only}" in its name`)
  assert.is(ended.length, cells.length + again.length)
  assert.match(readFileSync(PAGE, 'utf8'), `${every.length} cells`)
})

matrix('every kind of fault that the sandbox has is met by a stage, and has its exit codes', () => {
  const all = Object.entries(kindsOf).flatMap(([system, kinds]) =>
    Object.keys(kinds).map((kind) => `${system} ${kind}`),
  )
  const met = new Set(rows.map(({ door, kind }) => `${door.system} ${kind}`))
  assert.equal(
    all.filter((kind) => !met.has(kind)),
    [],
    'met by no stage',
  )
  const lacking = rows.filter(({ door, kind }) => codesFor(door, kind, 'once') === null)
  assert.equal(
    lacking.map(({ door, kind }) => `${called(door)}: ${kind}`),
    [],
    'without exit codes',
  )
})

matrix.run()
