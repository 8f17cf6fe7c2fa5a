// The other side of the example: the file with its people, and what goes wrong with it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Person {
  id: string
  name: string
  emails: string[]
  externalId: string | null
  active: boolean
}

/** A file of these people in a folder of its own, until `end`. */
export function simulator(people: readonly Person[]) {
  const folder = mkdtempSync(join(tmpdir(), 'example-target-'))
  const file = join(folder, 'people.json')
  writeFileSync(file, JSON.stringify(people))
  return {
    file,
    people: (): Person[] => JSON.parse(readFileSync(file, 'utf8')),
    /** Half of the file is there, as after a write that broke off. */
    breakOff: () => writeFileSync(file, JSON.stringify(people).slice(0, -10)),
    end: () => rmSync(folder, { recursive: true, force: true }),
  }
}
