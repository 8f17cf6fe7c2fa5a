// Files of rows and columns: a name of the first row changed, a column gone, an address with signs.

import type { Chance } from '../chance.ts'

interface Changed {
  name: string
  text: string
}

type Cells = string[][]

const OTHER = (name: string) => `${name}_2`

const SIGNS: Record<string, (address: string) => string> = {
  'U+200B': (one) => `${one.slice(0, 3)}\u200b${one.slice(3)}`,
  'a dot at its end': (one) => `${one}.`,
  'blanks around it': (one) => ` ${one} `,
  'angle brackets': (one) => `<${one}>`,
  'a soft hyphen': (one) => `${one.slice(0, 2)}\u00ad${one.slice(2)}`,
}

/** Changes cells; `names` are those of the first row. */
export function changedCells(cells: Cells, random: Chance): { name: string; cells: Cells } | null {
  const [names = [], ...rows] = cells
  const column = random.below(names.length)
  const named = names[column]!
  const ways: (() => { name: string; cells: Cells } | null)[] = [
    () => ({ name: `column ${named} has another name`, cells: [names.with(column, OTHER(named)), ...rows] }),
    () => ({ name: `column ${named} is in another case`, cells: [names.with(column, swapped(named)), ...rows] }),
    () => ({ name: `column ${named} has blanks around its name`, cells: [names.with(column, ` ${named} `), ...rows] }),
    () => ({ name: `column ${named} is gone`, cells: cells.map((row) => row.toSpliced(column, 1)) }),
    () => ({
      name: `the name of column ${named} is gone, its cells are there`,
      cells: [names.toSpliced(column, 1), ...rows],
    }),
    () => {
      const other = (column + 1) % names.length
      return { name: `columns ${named} and ${names[other]} have one name`, cells: [names.with(other, named), ...rows] }
    },
    () => ({ name: `a row lacks its first cell`, cells: [names, ...changedRow(rows, random, (row) => row.slice(1))] }),
    () => ({ name: `a row has a cell more`, cells: [names, ...changedRow(rows, random, (row) => ['', ...row])] }),
    () => {
      const sign = random.of(Object.keys(SIGNS))
      const change = (row: string[]) => row.map((cell) => (cell.includes('@') ? SIGNS[sign]!(cell) : cell))
      return { name: `an address gets ${sign}`, cells: [names, ...changedRow(rows, random, change)] }
    },
  ]
  return random.of(ways)()
}

const swapped = (name: string) =>
  name.replace(/^./, (sign) => (sign === sign.toUpperCase() ? sign.toLowerCase() : sign.toUpperCase()))

function changedRow(rows: Cells, random: Chance, change: (row: string[]) => string[]): Cells {
  const at = random.below(rows.length)
  return rows.map((row, index) => (index === at ? change(row) : row))
}

/** A file of quoted cells. */
export function csvMutation(text: string, random: Chance): Changed | null {
  if (!text.includes('","')) return null
  const cells = text
    .trimEnd()
    .split('\r\n')
    .map((row) => row.slice(1, -1).split('","'))
  const changed = changedCells(cells, random)
  return changed && { name: changed.name, text: changed.cells.map((row) => `"${row.join('","')}"\r\n`).join('') }
}
