// Which answer is changed, at which place and how: all of it chance that can be had again.

import { type Chance, chance } from '../chance.ts'
import type { Script } from '../line.ts'
import type { Connector } from './connectors.ts'
import { type Mutation, mutationFor, textOf } from './mutations.ts'
import { type Json, type Place, placesIn, spotsOf } from './places.ts'
import { isSaid, type Mode } from './said.ts'
import { csvMutation } from './tables.ts'
import type { Heard } from './wire.ts'

/** A request that the line made on a good day, and its answer. */
export interface Seen {
  kind: string
  script: Script
  text: string
}

export interface Choice {
  change(heard: Heard, text: string): string | null
  told(): { told: string | null; title: boolean }
}

/** What decides who somebody is, whether they are there, and what nobody may do to them. */
const DECISIVE =
  /(^|\.)(id|Id|inum|mail|userName|externalId|external_id|emails?|value|active|gluuStatus|roles|groups|members|displayName|name|Name|Email|role|tags|suspended|user_fields|not_in_sfdc|identities|user_id|users|organization_id|salesforce_id|organizations|Resources|records|results|total\w*|organization|account|contact|permissionSet)(\.\*)?$/

/** What else is read. */
const READ =
  /(^|\.)(uid|primary|type|\$ref|organization_fields|startIndex|itemsPerPage|count|has_more|done|nextRecordsUrl|Account\w*|title|Title|job|status|url|data|firstName|lastName|userType)(\.\*)?$/

const IDLE = /(^|\.)(meta|schemas|attributes|authenticationSchemes|bulk|filter)(\.|$)/

/** Chooses a request of the good day and a place of its answer; changes that place wherever it is met. */
export function changeOf(connector: Connector, met: readonly Seen[], name: string): Choice {
  const random = chance(name)
  const isOfSync = random.below(2) === 0
  const half = met.filter(({ script }) => (script === 'sync') === isOfSync)
  const { kind, nth, script, text: good } = request(half.length > 0 ? half : met, random)
  const mode: Mode = random.of(['once', 'in its stage', 'always', 'everywhere'])
  const isWide = mode !== 'once' && random.below(4) === 0
  const change = isJson(good)
    ? jsonChange(JSON.parse(good), { connector, random, mode, isWide, kind })
    : csvChange(good, `${name} csv`)
  let seen = 0
  let isMet = false

  const isMeant = (heard: Heard) => {
    const isSame = heard.kind === kind
    const isHere = heard.script === script
    if (isSame && isHere) seen++
    if (mode === 'once') return isSame && isHere && seen === nth
    return mode === 'in its stage' ? isSame && isHere : isSame || mode === 'everywhere'
  }

  return {
    change(heard, text) {
      if (!isMeant(heard) || change === null || isJson(text) !== isJson(good)) return null
      const changed = change.apply(text, heard.kind === kind)
      isMet ||= changed !== null
      return changed
    },
    told() {
      const how = `${mode}${isWide ? ', every record' : ''}`
      const which = mode === 'once' ? ` #${nth}` : ''
      if (change === null || !isMet) return { told: null, title: false }
      return { told: `${script}, ${kind}${which} (${how}): ${change.where}`, title: change.title }
    },
  }
}

const isJson = (text: string) => /^\s*[[{]/.test(text)

/** What is done to an answer; null where its place is not in it. */
interface Change {
  where: string
  /** Whether a title is changed. */
  title: boolean
  apply(text: string, isOfKind: boolean): string | null
}

function csvChange(good: string, name: string): Change | null {
  const where = csvMutation(good, chance(name))?.name
  return where === undefined
    ? null
    : { where, title: false, apply: (text) => csvMutation(text, chance(name))?.text ?? null }
}

/** A request by the weight of its kind, and which of its kind in its stage. */
function request(met: readonly Seen[], random: Chance): Seen & { nth: number } {
  const kinds = new Map<string, Seen[]>()
  for (const one of met)
    kinds.set(`${one.script} ${one.kind}`, [...(kinds.get(`${one.script} ${one.kind}`) ?? []), one])
  const isLarge = (all: Seen[]) => all.some(({ text }) => text.length > 1_000)
  const all = random.of([...kinds.values()].flatMap((all) => Array<Seen[]>(isLarge(all) ? 8 : 1).fill(all)))
  const index = random.below(all.length)
  return { ...all[index]!, nth: 1 + index }
}

interface About {
  connector: Connector
  random: Chance
  mode: Mode
  isWide: boolean
  kind: string
}

function jsonChange(good: Json, { connector, random, mode, isWide, kind }: About): Change | null {
  const all = placesIn(good)
  const busy = all.filter((place) => !IDLE.test(place.kind))
  const decisive = busy.filter((place) => DECISIVE.test(place.kind))
  const read = busy.filter((place) => READ.test(place.kind))
  for (let turn = 0; turn < 20; turn++) {
    const dice = random.below(20)
    const some = [dice < 14 ? decisive : dice < 18 ? read : all, all].find((one) => one.length > 0)
    if (some === undefined) return null
    const wanted = random.of([...new Set(some.map((one) => one.kind))])
    const place = random.of(some.filter((one) => one.kind === wanted))
    const copy = structuredClone(good)
    const [spot] = spotsOf(copy, place, false)
    if (!spot) continue
    const isLeftOut = (name: string) =>
      isSaid({ connector: connector.name, place, mutation: name, mode, isWide, request: kind })
    const mutation = mutationFor(spot, random, { hasKeysTwice: connector.hasKeysTwice, isLeftOut })
    if (!mutation?.change(spot, copy)) continue
    const who = place.record ? `${place.record.name} ${place.record.value} ` : ''
    return {
      where: `${who}${place.path.join('.') || 'itself'}: ${mutation.name}`,
      title: /(title|job)\b/i.test(place.kind) && !/object/.test(mutation.name),
      apply: (text, isOfKind) => changedText(text, { place, mutation, isWide, isOfKind }),
    }
  }
  return null
}

interface Where {
  place: Place
  mutation: Mutation
  isWide: boolean
  isOfKind: boolean
}

function changedText(text: string, { place, mutation, isWide, isOfKind }: Where): string | null {
  if (place.record === null && !isOfKind) return null
  const answer = JSON.parse(text) as Json
  const named = spotsOf(answer, place, isWide)
  // an id that the sandbox makes is another one in each run
  const spots = named.length > 0 || !isOfKind || !isMade(place) ? named : spotsOf(answer, place, true).slice(0, 1)
  const isChanged = spots.reverse().map((spot) => mutation.change(spot, answer))
  return isChanged.some(Boolean) ? textOf(answer) : null
}

const isMade = ({ record }: Place) => /^(V3-|\d{13}|[\da-f]{8}-)/.test(String(record?.value))
