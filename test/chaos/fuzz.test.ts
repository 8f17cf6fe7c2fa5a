// 10,000 seeded mutations of artifacts and settings: read as before, or refused with exit 7 and the place.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import {
  all,
  contacts,
  creations,
  deletions,
  heldPeople,
  organizations,
  updates,
  users,
} from '../../lib/artifacts/files.ts'
import { open } from '../../lib/artifacts/read.ts'
import { instances } from '../../lib/config/config.ts'
import { Failure } from '../../lib/errors/failure.ts'
import { makePlan } from '../../lib/scripts/compare.ts'
import { journal } from '../../lib/sync/journal.ts'
import { type Place, place } from '../kit/pipeline.ts'
import { compared, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing } from '../kit/worlds.ts'
import { type Chance, chance } from './kit/chance.ts'
import { mutated } from './kit/mutations.ts'
import { SEED } from './kit/seed.ts'

const fuzz = suite<{ here: Place }>('fuzz')

fuzz.before(async (context) => {
  context.here = await place(changing())
  await compared(context.here)
  await synced(context.here)
})
fuzz.after(({ here }) => here.end())

/** What a reader came to: its text, or the message of exit 7. Anything else that is thrown is a defect. */
function outcome(read: () => string, seen: { refused: number; same: number }, what: string): string | null {
  try {
    const text = read()
    seen.same++
    return text
  } catch (error) {
    if (!(error instanceof Failure)) throw new Error(`${what}: ${(error as Error).stack}`)
    assert.is(error.code, 7, `${what}: ${error.message}`)
    assert.match(error.message, /\.(nd)?json/, `${what}: it names no file`)
    seen.refused++
    return null
  }
}

const textOf = (folder: string, one: (typeof all)[number]) => {
  const { foot, head, records } = open(folder, one)
  return JSON.stringify([head, foot, [...records]])
}

/** Runs `each` on so many mutations of a file, told by number; the file is put back. */
function many(here: Place, file: string, n: number, each: (random: Chance, bytes: Buffer, what: string) => void) {
  const path = join(here.folder, file)
  const bytes = readFileSync(path)
  for (let i = 0; i < n; i++) each(chance(`${file} ${i}`), bytes, `CHAOS_SEED=${SEED}, ${file}, mutation ${i}`)
  writeFileSync(path, bytes)
}

fuzz('an artifact of which a byte was changed, cut out or put in is read as before, or refused by name', ({ here }) => {
  const seen = { refused: 0, same: 0 }
  // the others are written in the same way, for settings that do not ship
  const shipped = all.filter(({ file }) => existsSync(join(here.folder, file)))
  assert.is(shipped.length, 11)
  for (const one of shipped) {
    const before = textOf(here.folder, one)
    many(here, one.file, 630, (random, bytes, what) => {
      writeFileSync(join(here.folder, one.file), mutated(bytes, random))
      const text = outcome(() => textOf(here.folder, one), seen, what)
      if (text !== null) assert.ok(text === before, `${what}: another content was read`)
    })
  }
  assert.is(seen.refused + seen.same, 6_930)
  assert.ok(seen.refused > 6_000, JSON.stringify(seen))
})

/** A file whose sums fit again, whatever was done to it: only its records can tell. */
function signed(bytes: Buffer): Buffer {
  const [first = '', ...rest] = bytes.toString().split('\n')
  const last = rest.findIndex((line) => line.startsWith('],"count":'))
  if (last < 0) return bytes
  const records = rest.slice(0, last).map((line) => line.replace(/,$/, ''))
  const recordsSha256 = createHash('sha256')
    .update(records.map((line) => `${line}\n`).join(''))
    .digest('hex')
  const foot = rest[last]!.replace(/"recordsSha256":"[^"]*"/, `"recordsSha256":"${recordsSha256}"`)
  const whole = [first, ...rest.slice(0, last), foot].join('\n').split(',"sha256":')[0]!
  return Buffer.from(`${whole},"sha256":"${createHash('sha256').update(whole).digest('hex')}"}\n`)
}

fuzz(
  'one whose sums were made to fit again is refused where a record is not as declared; nothing breaks',
  ({ here }) => {
    const seen = { refused: 0, same: 0 }
    for (const one of [organizations, users, contacts, creations, updates, deletions, heldPeople]) {
      many(here, one.file, 100, (random, bytes, what) => {
        writeFileSync(join(here.folder, one.file), signed(mutated(bytes, random)))
        outcome(() => textOf(here.folder, one as (typeof all)[number]), seen, what)
      })
    }
    assert.ok(seen.refused > 300 && seen.same > 0, JSON.stringify(seen))
  },
)

fuzz('a journal is read as far as its lines are whole, or refused with the line', ({ here }) => {
  const seen = { refused: 0, same: 0 }
  const { plan } = here.json('create.json')
  many(here, 'receipts.ndjson', 370, (random, bytes, what) => {
    writeFileSync(join(here.folder, 'receipts.ndjson'), mutated(bytes, random))
    outcome(() => JSON.stringify([...journal(here.folder, plan, 'us-gov').receipts('update')]), seen, what)
  })
  assert.ok(seen.refused > 0 && seen.same > 0, JSON.stringify(seen))
})

/** What compare plans, without what tells one plan from another. */
const plans = (here: Place) =>
  JSON.stringify(['create', 'update', 'delete', 'held'].map((kind) => here.json(`${kind}.json`).records))

fuzz(
  'settings are taken with the meaning they had, or refused with the place; no other plan comes of them',
  async ({ here }) => {
    const seen = { refused: 0, same: 0 }
    const bytes = readFileSync(here.config)
    const [shipped] = instances({ file: here.config, data: here.data, environment: here.environment() })
    await stageIn(here, makePlan)
    const before = plans(here)
    let compares = 0
    for (let i = 0; i < 2_000; i++) {
      const what = `CHAOS_SEED=${SEED}, settings, mutation ${i}`
      writeFileSync(here.config, mutated(bytes, chance(`settings ${i}`)))
      const read = () => instances({ file: here.config, data: here.data, environment: here.environment() })
      const taken = outcome(() => JSON.stringify(read().map(({ planInputs, name }) => [name, planInputs])), seen, what)
      if (taken === null || taken === JSON.stringify([['us-gov', shipped!.planInputs]])) continue
      const [one] = read()
      if (one?.name !== 'us-gov') continue // another folder: there is nothing in it
      compares++
      const { code, line } = await stageIn(here, makePlan)
      const { duplicates, scope } = shipped!.settings
      const isAsked = one.settings.scope !== scope || one.settings.duplicates !== duplicates
      assert.ok(code === 5 || (code === 0 && (isAsked || plans(here) === before)), `${what}: ${code} ${line}`)
    }
    writeFileSync(here.config, bytes)
    assert.is(seen.refused + seen.same, 2_000)
    assert.ok(compares > 20, `${compares}`)
  },
)

fuzz.run()
