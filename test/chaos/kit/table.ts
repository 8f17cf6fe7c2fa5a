// The matrix as it is printed: a line for each fault at each door, and the sums.

import type { Cell, Result } from './cell.ts'
import { often } from './codes.ts'

export type Ended = Cell & Result

/** Exit 3 is a whole run too: what failed has its receipt. */
const survives = ({ code }: Result) => code === 0 || code === 3

export function sums(cells: readonly Ended[]): string {
  const survived = cells.filter(survives).length
  const harmed = cells.filter(({ harm }) => harm.length > 0).length
  return `${cells.length} cells: ${survived} survived, ${cells.length - survived} refused, ${harmed} harm`
}

export function table(cells: readonly Ended[]): string {
  const head = line('stage', 'at', 'fault', [...often])
  const rows = new Map<string, Ended[]>()
  for (const cell of cells) {
    const name = `${cell.door.stage} ${cell.door.doing} ${cell.kind}`
    rows.set(name, [...(rows.get(name) ?? []), cell])
  }
  const lines = [...rows.values()].map((row) => {
    const { door, kind } = row[0]!
    const codes = often.map((times) => {
      const cell = row.find((one) => one.times === times)
      return cell ? `${cell.code}${cell.harm.length > 0 ? ' HARM' : ''}` : '-'
    })
    return line(door.stage, door.doing, kind, codes)
  })
  return [head, ...lines].join('\n')
}

const line = (stage: string, doing: string, kind: string, codes: readonly string[]) =>
  `  ${stage.padEnd(22)}${doing.padEnd(18)}${kind.padEnd(24)}${codes.map((code) => code.padEnd(13)).join('')}`.trimEnd()
