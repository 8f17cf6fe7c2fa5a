// Haplo's own vectors: what its instructions make of a record.

import * as assert from 'uvu/assert'
import { compile } from '../../../lib/sources/feed/instructions.ts'
import type { Model } from '../../../lib/sources/feed/model.ts'
import { missing, newState, perform } from '../../../lib/sources/feed/record-state.ts'
import { either, field, haplo, json, record, toldOf } from '../../kit/feed.ts'
import { suite } from '../../kit/suite.ts'

const instructions = suite('feed: published vectors')

/** A record carried through instructions of another model than ours. */
function worked(list: readonly object[], one: object, model: Model) {
  const wrong: string[] = []
  const steps = compile(list, 'instructions', { all: { model, mapping: {}, places: new Map(), mistakes: wrong } })
  assert.equal(wrong, [])
  const work = newState()
  perform(steps, work, one as Record<string, unknown>)
  return work
}

const INFO = (names: Model[string]['names']): Model => ({ info: { names, open: null } })

instructions('the published vectors: names with one value and with several', () => {
  const bytes = haplo('multivalue', 'vectors', 'multivalue.json')
  if (!bytes) return
  const { record: one, cases } = json(bytes)
  for (const { instructions: list, info } of cases) {
    const { filled } = worked(list, one, INFO({ single: {}, multi: { isList: true } }))
    assert.equal(Object.fromEntries(filled.get('info')!), info)
  }
})

instructions('the published vectors: what is missing', () => {
  const bytes = haplo('missing', 'vectors', 'missing-values.json')
  if (!bytes) return
  const title = { 'dc:attribute:title': { isRequired: true } }
  const names = { names: title, open: null }
  const model = { ...INFO({ one: { isRequired: true }, two: { isRequired: true } }), profile: names, book: names }
  const removed = ['one', 'two'].map((name) => ({ action: 'remove-values', destination: 'info', name }))
  const list = [
    field('ONE', 'one', 'info'),
    field('TWO', 'two', 'info'),
    field('profileTitle', 'dc:attribute:title', 'profile'),
    field('bookTitle', 'dc:attribute:title', 'book'),
    either({ action: 'if-exists', source: 'doMissingTarget' }, removed),
  ]
  const { records, errors } = json(bytes)
  const inHaplosWords = (words: string, at: number) =>
    `${words.replace(/^Missing values in (profile|book): (\S+)$/, '$2 is not set in object $1')} (record ${at})`
  const told = records.flatMap((one: object, at: number) =>
    missing(model, worked(list, one, model)).map((words) => inHaplosWords(words, at)),
  )
  assert.equal(told.sort(), errors.filter((words: string) => !words.startsWith('To set defaults')).sort())
})

instructions('the published vectors: giving a record up, and logging', async () => {
  const bytes = haplo('abort', 'vectors', 'abort-and-log.json')
  if (!bytes) return
  const { records, instructions: list, errors, kept } = json(bytes)
  const named = [
    field('first', 'nameFirst'),
    field('last', 'nameLast'),
    field('first', 'username'),
    field('mail', 'email'),
  ]
  const people = await toldOf(
    records.map((one: object) => ({ mail: 'a@b.test', ...one })),
    { instructions: [...named, ...list] },
  )
  const words = people.flatMap(({ problem, notes }, at) =>
    [problem ?? [], ...notes].flat().map((one) => `${one} (record ${at})`),
  )
  assert.equal(words, errors)
  assert.equal(
    people.filter(({ problem }) => problem === null).map(({ person }) => person.name),
    kept,
  )
})

instructions('the published vectors: addresses', async () => {
  const bytes = haplo('email', 'vectors', 'email-values.json')
  if (!bytes) return
  for (const { e, ok } of json(bytes).cases) {
    const [one] = await toldOf([record({ email: e })])
    assert.is(one!.problem, ok ? null : 'its email is no address', e)
  }
})

instructions.run()
