// What may happen to the file of a feed: to a record or a value of it, to its columns, to its addresses.

import type { Chance } from '../chance.ts'
import { mutationFor, textOf } from './mutations.ts'
import { type Json, type Place, placesIn, spotsOf } from './places.ts'
import type { FeedFormat } from './sources.ts'
import { changedCells } from './tables.ts'

export interface Changed {
  told: string | null
  text: string
  title: boolean
}

type When = 'always' | 'gather-contacts' | 'sync'

/** A file that lacks somebody, each time that it is read, says that they are not there. */
const isSaid = (when: When, place: Place, name: string) =>
  when === 'always' && place.record === null && /cut|dropped|first element|empty|is absent/.test(name)

function jsonMutation(good: string, when: When, random: Chance): Changed {
  const answer = JSON.parse(good) as Json
  const all = [...placesIn(answer), { record: null, path: ['all'], kind: 'all' }]
  for (let turn = 0; turn < 20; turn++) {
    const kind = random.of([...new Set(all.map((one) => one.kind))])
    const place = random.of(all.filter((one) => one.kind === kind))
    const holder = { all: answer }
    const spots = kind === 'all' ? [{ holder, key: 'all' }] : spotsOf(answer, place, random.below(6) === 0)
    if (spots.length === 0) continue
    const isLeftOut = (name: string) =>
      isSaid(when, place, name) || (kind === 'all' && /^a name|^a key|absent/.test(name))
    const mutation = mutationFor(spots[0]!, random, { hasKeysTwice: true, isLeftOut })
    if (!mutation || !spots.map((spot) => mutation.change(spot, answer)).some(Boolean)) continue
    const where = place.record ? `record ${place.record.value} ${place.path.join('.')}` : place.path.join('.')
    return {
      told: `${where}: ${mutation.name}`,
      text: textOf(holder.all),
      title: /job/.test(place.kind) && !/object/.test(mutation.name),
    }
  }
  return { told: null, text: good, title: false }
}

function tsvMutation(good: string, random: Chance): Changed {
  const cells = good
    .trimEnd()
    .split('\n')
    .map((row) => row.split('\t'))
  if (random.below(8) === 0) return { told: 'commas for tabs', text: good.replaceAll('\t', ','), title: false }
  if (random.below(8) === 0) return { told: '0x1A at the end', text: `${good}\x1a`, title: false }
  const changed = changedCells(cells, random)
  if (!changed) return { told: null, text: good, title: false }
  return { told: changed.name, text: changed.cells.map((row) => `${row.join('\t')}\n`).join(''), title: false }
}

const NAMES = ['username', 'nameFirst', 'nameLast', 'email', 'account', 'job', 'note', 'user']

function xmlMutation(good: string, random: Chance): Changed {
  const name = random.of(NAMES)
  const lines = good.split('\n')
  const at = 2 + random.below(lines.length - 4)
  const one = (change: (line: string) => string) => lines.map((line, i) => (i === at ? change(line) : line)).join('\n')
  const word = new RegExp(`\\b${name}\\b(?=[=>/ ])`, 'g')
  const value = new RegExp(`\\b${name}="[^"]*"|<${name}>[^<]*</${name}>`)
  const everywhere = (text: string) => text.replace(word, `${name}_2`)
  const ways: Record<string, () => string> = {
    [`${name} has another name`]: () => good.replace(word, (found) => everywhere(found)),
    [`${name} has another name in record ${at - 1}`]: () => one(everywhere),
    [`${name} is in capitals in record ${at - 1}`]: () => one((line) => line.replace(word, name.toUpperCase())),
    [`${name} is gone in record ${at - 1}`]: () => one((line) => line.replace(value, '')),
    [`${name} is gone`]: () => good.replace(new RegExp(value, 'g'), ''),
    [`${name} is there twice in record ${at - 1}`]: () =>
      one((line) => line.replace(value, (found) => `${found} ${found}`)),
    [`an address has U+200B in record ${at - 1}`]: () => one((line) => line.replaceAll('@', '\u200b@')),
    [`an address ends with a dot in record ${at - 1}`]: () => one((line) => line.replaceAll('.test', '.test.')),
    [`${name} has an element in it in record ${at - 1}`]: () =>
      one((line) => line.replace(`</${name}>`, `<b/></${name}>`)),
    'another charset is declared': () => good.replace('UTF-8', 'UTF-16'),
  }
  const changing = Object.keys(ways).filter((way) => ways[way]!() !== good)
  const told = random.of(changing)
  return { told, text: ways[told]!(), title: name === 'job' }
}

/** One mutation of a file. */
export function feedMutation(good: string, format: FeedFormat, when: When, random: Chance): Changed {
  if (format === 'json') return jsonMutation(good, when, random)
  return format === 'tsv-with-name-row' ? tsvMutation(good, random) : xmlMutation(good, random)
}
