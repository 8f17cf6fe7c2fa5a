// The receipts of sync over random plans, failures and lost folders.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { kinds } from '../../lib/artifacts/records.ts'
import { at } from '../kit/pipeline.ts'
import { outcomes, receipts } from '../kit/receipts.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { contactOf, userOf, worldOf } from '../kit/worlds.ts'

const resume = suite('sync: resume, random plans')

resume('planned is the sum of the outcomes over random plans, failures and lost folders', () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({ create: fc.nat(25), update: fc.nat(15), remove: fc.nat(6), failing: fc.nat(20), lost: fc.boolean() }),
      async ({ create, update, remove, failing, lost }) => {
        const range = (from: number, n: number) => Array.from({ length: n }, (_, i) => from + i)
        const world = worldOf({
          equal: 60,
          contacts: [...range(100, create), ...range(200, update)].map((n) => contactOf(n)),
          users: [
            ...range(200, update).map((n) => userOf(n, { name: 'Old Name' })),
            ...range(300, remove).map((n) => userOf(n)),
          ],
        })
        const refuses = new Set(range(5200, failing))
        await at(
          world,
          async (here) => {
            await compared(here)
            const sums = () => kinds.map((kind) => receipts(here, kind).length - here.json(`${kind}.json`).count)
            const first = await synced(here)
            assert.is(first.code, Math.min(update, failing) > 0 ? 3 : 0, first.line)
            assert.equal(sums(), [0, 0, 0])
            refuses.clear()
            if (lost) writeFileSync(join(here.folder, 'receipts.ndjson'), '')
            const second = await synced(here)
            assert.is(second.code, 0, second.line)
            assert.equal(sums(), [0, 0, 0])
            const left = kinds
              .flatMap((kind) => outcomes(here, kind))
              .filter((one) => one !== 'applied' && one !== 'unchanged')
            assert.equal(left, [])
          },
          { zendesk: { failing: refuses }, speed: 20_000 },
        )
      },
    ),
    { numRuns: 6, seed: 11, examples: [[{ create: 20, update: 0, remove: 0, failing: 0, lost: true }]] },
  ),
)

resume.run()
