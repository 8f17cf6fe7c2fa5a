// Answers of odd shapes: one place of what a system answers, or of a feed's file, is changed, and the whole line runs.
// Nobody who is in the source is removed, nobody protected is touched, and nobody gets another person's data.

import pLimit from 'p-limit'
import * as assert from 'uvu/assert'
import { suite } from '../kit/suite.ts'
import { type Connector, connectors } from './kit/shapes/connectors.ts'
import { harmOf, type Run, tableOf } from './kit/shapes/outcomes.ts'
import { changedRun, goodDay } from './kit/shapes/run.ts'
import { runsOf } from './kit/size.ts'

const RUNS = runsOf({ usual: 60, long: 2_000 })
const SIDE_BY_SIDE = 4
/** The runs of one connector, or one of them: `CHAOS_ONLY='Gluu 17'`. */
const [, only = '', number] = /^(.*?)(?: (\d+))?$/.exec(process.env['CHAOS_ONLY'] ?? '') ?? []
const indexes = number === undefined ? Array.from({ length: RUNS }, (_, index) => index) : [Number(number)]

const shapes = suite('shapes')

async function playedRuns(connector: Connector): Promise<Run[]> {
  const limit = pLimit(SIDE_BY_SIDE)
  const days = connector.setups.map(async (setup) => {
    const day = await limit(() => goodDay(connector, setup))
    assert.equal([day.ended.harms, day.ended.code], [[], 0], `${setup.name}: ${day.ended.line}`)
    return { setup, day }
  })
  const all = await Promise.all(days)
  const one = async (index: number): Promise<Run> => {
    const { setup, day } = all[index % all.length]!
    return { name: `${connector.name} ${index}`, day, ended: await changedRun(connector, setup, day, index) }
  }
  return Promise.all(indexes.map((index) => limit(() => one(index))))
}

for (const connector of connectors.filter(({ name }) => [name, ''].includes(only))) {
  shapes(`${connector.name}: nobody is harmed by an answer of another shape`, async () => {
    const start = performance.now()
    const runs = await playedRuns(connector)
    process.stdout.write(`\n${tableOf(connector.name, runs, performance.now() - start)}\n`)
    const harms = runs.filter(({ ended }) => ended.harms.length > 0).map(harmOf)
    assert.ok(harms.length === 0, `\n${harms.join('\n')}`)
    const unchanged = runs.filter(({ ended }) => ended.told === null).length
    assert.ok(unchanged * 10 <= runs.length, `${unchanged} of ${runs.length} runs changed nothing`)
  })
}

shapes.run()
