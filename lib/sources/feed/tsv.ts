// Lines of cells, the first with their names (`tsv-with-name-row`). There is no quoting.

import { distinctNames } from '../../connector/repeated-names.ts'
import { MAX_RECORD } from './limits.ts'
import { endlessRefusal, type FeedRow, feedRow, fileRefusal, type Reader } from './reader.ts'

/**
 * Blank lines are skipped, at the end too, where Haplo reports a record without a user name. Empty cells are absent. A
 * cell beyond the last name is a fault, although Haplo ignores it: all cells of that line may have moved.
 */
export function tsvReader({ separator }: { separator: string }, file: string): Reader {
  let names: string[] | null = null
  const isDistinct = distinctNames() // several columns may have no name
  let rest = ''
  let count = 0

  function row(line: string): FeedRow[] {
    if (line.length > MAX_RECORD) throw endlessRefusal(file, count + 1)
    if (line === '') return []
    if (line.includes('\0'))
      throw fileRefusal(file, `record ${count + 1}: it has zero bytes, as a file half written has`)
    const cells = line.split(separator)
    if (names === null) {
      names = assertNames(cells, file)
      return []
    }
    count++
    const fields = names.flatMap((name, index) => (cells[index] ? [[name, cells[index]] as const] : []))
    const more = cells.slice(names.length).filter((cell) => cell !== '')
    const whole = feedRow(fields, isDistinct)
    if (more.length === 0) return [whole]
    const fault = `it has more cells than the ${names.length} that have names`
    return [{ ...whole, fault, surplus: [...fields.map(([, text]) => text), ...more] }]
  }

  return {
    read(text) {
      const lines = (rest + text).split(/[\r\n]+/)
      rest = lines.pop()!
      if (rest.length > MAX_RECORD) throw endlessRefusal(file, count + 1)
      return lines.flatMap(row)
    },
    end() {
      if (names !== null && rest !== '' && rest.split(separator).length < names.length)
        throw fileRefusal(file, `record ${count + 1}: it ends in the middle of a line`)
      const last = row(rest)
      if (names === null) throw fileRefusal(file, 'it is empty: the row with the names is missing')
      return last
    },
    names: () => names ?? [],
  }
}

function assertNames(cells: string[], file: string): string[] {
  const twice = cells.find((name, index) => name !== '' && cells.indexOf(name) < index)
  if (twice !== undefined)
    throw fileRefusal(file, `its columns ${cells.indexOf(twice) + 1} and ${cells.lastIndexOf(twice) + 1} have one name`)
  const lower = cells.map((name) => name.toLowerCase())
  const second = lower.findIndex((name, index) => name !== '' && lower.indexOf(name) < index)
  if (second >= 0)
    throw fileRefusal(
      file,
      `the names of its columns ${lower.indexOf(lower[second]!) + 1} and ${second + 1} differ by case alone`,
    )
  return cells
}
