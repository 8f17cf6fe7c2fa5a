// The rules of names in lib/ and bin/: one word for one thing, verbs for functions, no booleans by position, and at most
// three parameters.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { ROOT } from './kit/documents.ts'
import { codeOf } from './kit/source-text.ts'
import { suite } from './kit/suite.ts'

const names = suite('names')

/** Names that the contract of a source or a target gives: every connector has its own. */
const OF_THE_CONTRACT = ['checks', 'mapping', 'settings', 'signIn']

/** Endings and forms of participles. A function is named after what it does (a verb) or makes (a noun). */
const PARTICIPLE =
  /(?:[a-z]{2}ed|^(?:built|done|found|given|gone|held|kept|known|left|made|meant|said|sent|shown|taken|told|written))$/

/** Words with such an ending that are no participles. */
const NO_PARTICIPLE = ['feed', 'need', 'proceed', 'seed', 'speed']

interface Source {
  file: string
  /** The text without comments and without the content of strings; its lines keep their numbers. */
  code: string
}

const sources: Source[] = ['lib', 'bin'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[tj]s$/.test(file))
    .map((file) => join(folder, file))
    .sort()
    .map((file) => ({ file, code: codeOf(readFileSync(join(ROOT, file), 'utf8')) })),
)

interface Place {
  name: string
  at: string
}

/** Every match of a pattern with a name in its first group. */
function placesOf({ file, code }: Source, pattern: RegExp): Place[] {
  return [...code.matchAll(pattern)].map(({ 0: all, 1: name = '', index }) => {
    const line = code.slice(0, index + all.indexOf(name)).split('\n').length
    return { name, at: `${file}:${line}` }
  })
}

const DECLARATION =
  /^(?:export )?(?:default )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm
const FUNCTION = /\bfunction\*? (\w+)\s*[(<]/g
const ARROW =
  /\bconst (\w+)\s*=\s*(?:async )?(?:<[^=>]*>\s*)?(?:\([^()]*(?:\([^()]*\)[^()]*)*\)(?:\s*:[^=;]+?)?|\w+)\s*=>/g
const METHOD = /^ +(?:async |\*)?(\w+)\((?:[^()]|\([^()]*\))*\)(?:\s*:[^{;=]+)?\s*\{$/gm

const functionsOf = (source: Source): Place[] => [FUNCTION, ARROW].flatMap((pattern) => placesOf(source, pattern))

names('a top-level name stands in two files at most, unless the contract gives it', () => {
  const places = new Map<string, Place[]>()
  for (const place of sources.flatMap((source) => placesOf(source, DECLARATION)))
    places.set(place.name, [...(places.get(place.name) ?? []), place])
  const repeated = [...places].filter(
    ([name, found]) => !OF_THE_CONTRACT.includes(name) && new Set(found.map(({ at }) => at.split(':')[0])).size > 2,
  )
  assert.equal(
    repeated.map(([name, found]) => `${name}: ${found.map(({ at }) => at).join(' ')}`),
    [],
  )
})

names('no function has a participle for a name', () => {
  const found = sources
    .flatMap(functionsOf)
    .filter(({ name }) => /^[a-z]+$/.test(name) && PARTICIPLE.test(name) && !NO_PARTICIPLE.includes(name))
  assert.equal(
    found.map(({ name, at }) => `${at} ${name}`),
    [],
  )
})

/** The arguments of the call whose parenthesis opens at `start`, as they are written. */
function argumentsAt(code: string, start: number): string[] {
  const found: string[] = []
  let depth = 0
  let from = start + 1
  for (let at = start; at < code.length; at++) {
    if ('([{'.includes(code[at]!)) depth++
    else if (')]}'.includes(code[at]!)) depth--
    else if (code[at] !== ',' || depth !== 1) continue
    if (depth === 1 && code[at] === ',') {
      found.push(code.slice(from, at).trim())
      from = at + 1
    }
    if (depth === 0) return [...found, code.slice(from, at).trim()]
  }
  return found
}

names('no call of an own function has a boolean by its position', () => {
  const own = new Set(
    sources.flatMap((source) => [...functionsOf(source), ...placesOf(source, METHOD)]).map(({ name }) => name),
  )
  const found = sources.flatMap(({ file, code }) =>
    [...code.matchAll(/(?<!function\*? )(?<!\.)\b(\w+)(?:<[^()<>]*>)?\(/g)].flatMap(
      ({ 0: call, 1: name = '', index }) => {
        if (!own.has(name)) return []
        const given = argumentsAt(code, index + call.length - 1)
        if (!given.some((one) => one === 'true' || one === 'false')) return []
        return [`${file}:${code.slice(0, index).split('\n').length} ${name}(${given.join(', ')})`.replace(/\s+/g, ' ')]
      },
    ),
  )
  assert.equal(found, [])
})

const MOST_PARAMETERS = 3

/** The text from a parenthesis to its end, without type arguments and arrows. */
function parametersAt(code: string, start: number): string {
  let depth = 0
  let end = start
  do {
    if (code[end] === '(') depth++
    else if (code[end] === ')') depth--
    end++
  } while (depth > 0)
  let text = code.slice(start, end).replaceAll('=>', '')
  for (let longer = ''; longer !== text; ) {
    longer = text
    text = text.replace(/<[^<>]*>/g, '')
  }
  return text
}

/** Every list of parameters: the parenthesis after a name, or after the `=` of an arrow function. */
const PARAMETERS = [
  /\bfunction\*? (\w+)(?:<[^()]*>)?(?=\()/g,
  /\bconst (\w+)\s*=\s*(?:async )?(?:<[^()=]*>\s*)?(?=\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)(?:\s*:[^=;]+?)?\s*=>)/g,
  /^ +(?:async |\*)?(?!if|for|while|switch|catch)(\w+)(?=\((?:[^()]|\([^()]*\))*\)(?:\s*:[^{;=]+)?\s*\{$)/gm,
]

names(`no function has more than ${MOST_PARAMETERS} parameters`, () => {
  const found = sources.flatMap(({ file, code }) =>
    PARAMETERS.flatMap((pattern) => [...code.matchAll(pattern)]).flatMap(({ 0: all, 1: name, index }) => {
      const given = argumentsAt(parametersAt(code, index + all.length), 0).filter((one) => one !== '')
      if (given.length <= MOST_PARAMETERS) return []
      return [`${file}:${code.slice(0, index).split('\n').length} ${name}: ${given.length}`]
    }),
  )
  assert.equal(found, [])
})

names.run()
