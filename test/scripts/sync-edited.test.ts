// A plan file that somebody edited, with sums of its own: it is not the one that was approved, and nothing is sent.

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { at, type Place } from '../kit/pipeline.ts'
import { compared, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing } from '../kit/worlds.ts'

const edited = suite('sync, edited')

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Changes the text of a plan file, and makes its sums anew: `sums` of them are made. */
function edit(here: Place, kind: string, change: (text: string) => string, sums: 'all' | 'of the file'): void {
  const path = join(here.folder, `${kind}.json`)
  const before = readFileSync(path, 'utf8')
  let text = change(before)
  assert.is.not(text, before)
  const lines = text.split('\n').slice(1, -2)
  const records = sha256(lines.map((line) => `${line.replace(/,$/, '')}\n`).join(''))
  if (sums === 'all') {
    const [, old = ''] = /"recordsSha256":"(\w+)","sha256"/.exec(text) ?? []
    text = text.replaceAll(old, records)
  }
  const whole = text.slice(0, text.lastIndexOf(',"sha256":'))
  writeFileSync(path, `${whole},"sha256":"${sha256(whole)}"}\n`)
}

const writes = ({ box }: Place) =>
  box.requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/tokens') && !path.endsWith('/token'))

const other = (text: string) => text.replace('Person 101', 'Person 911')
const wider = (text: string) =>
  text.replace(/"limitBases":\{[^}]*\}/, '"limitBases":{"create":9999,"delete":9999,"update":9999}')
const cases: [what: string, change: (text: string) => string, sums: 'all' | 'of the file', code: number][] = [
  ['a record, and the sum of the file', other, 'of the file', 7],
  ['a record, and every sum', other, 'all', 5],
  ['what limits are held against, and the sum of the file', wider, 'of the file', 5],
]

for (const [what, change, sums, code] of cases)
  edited(`${what}: exit ${code}, and nothing is written, approved or not`, () =>
    at(changing(), async (here) => {
      await compared(here)
      const plan = here.json('update.json').plan.slice(0, 12)
      edit(here, 'update', change, sums)
      for (const flags of [{}, { approve: `${plan}:create=1,update=2,delete=1` }]) {
        const outcome = await synced(here, { flags })
        assert.is(outcome.code, code, outcome.line)
      }
      assert.equal(writes(here), [])
    }),
  )

edited.run()
