// The WHERE of a query, as a test of a row.

import type { WhereClause } from '@jetstreamapp/soql-parser-js'

export type Value = string | boolean | null
export type Row = Record<string, Value>

/** A field's type decides how it compares: an id by either form, text without case. */
export type FieldType = 'id' | 'text' | 'boolean' | 'picklist'

/** How a field is read from a row, and how it compares. */
export interface Read {
  type: FieldType
  /** Encrypted so that case counts, or so that no condition may name it (Salesforce, Shield Platform Encryption). */
  filter?: 'case-sensitive' | 'none'
  get: (row: Row) => Value
}
export type Reader = (field: string) => Read

interface Condition {
  field: string
  operator: string
  value: string | string[]
  literalType?: string | string[]
}
type Test = (row: Row) => boolean
type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Condition

const textual = { '<': (a: string, b: string) => a < b, '>': (a: string, b: string) => a > b }

/** Why a query is refused, in the words and with the code Salesforce has for it. */
export function refused(errorCode: string, message: string) {
  return Object.assign(new Error(message), { errorCode })
}

/** The parser's chain of conditions, which counts the brackets around each, as the line it was. */
function tokens(where: WhereClause): Token[] {
  const line: Token[] = []
  for (let link: WhereClause | undefined = where; link; link = 'right' in link ? link.right : undefined) {
    const left = link.left as (Partial<Condition> & { openParen?: number; closeParen?: number }) | null
    line.push(...Array<Token>(left?.openParen ?? 0).fill('('))
    if (left?.field !== undefined) line.push(left as Condition)
    line.push(...Array<Token>(left?.closeParen ?? 0).fill(')'))
    if ('operator' in link) line.push(link.operator)
  }
  return line
}

/** NOT binds first; AND and OR side by side need brackets, as they do in Salesforce. */
export function condition(where: WhereClause, reader: Reader, soql: string): Test {
  const line = tokens(where)
  let at = 0
  const malformed = () => refused('MALFORMED_QUERY', `\n${soql}\n^\nunexpected token: ${String(line[at])}`)

  function chain(): Test {
    const tests = [single()]
    const word = line[at]
    if (word !== 'AND' && word !== 'OR') return tests[0]!
    while (line[at] === word) {
      at++
      tests.push(single())
    }
    if (line[at] === 'AND' || line[at] === 'OR') throw malformed()
    return word === 'AND' ? (row) => tests.every((test) => test(row)) : (row) => tests.some((test) => test(row))
  }

  function single(): Test {
    const token = line[at++]
    if (token === 'NOT') {
      const test = single()
      return (row) => !test(row)
    }
    if (token === '(') {
      const test = chain()
      if (line[at++] !== ')') throw malformed()
      return test
    }
    if (typeof token !== 'object') throw malformed()
    return comparison(token, reader)
  }

  const test = chain()
  if (at < line.length) throw malformed()
  return test
}

function comparison({ field, operator, value, literalType }: Condition, reader: Reader): Test {
  if (value === undefined) throw refused('MALFORMED_QUERY', `\nthe condition on ${field} is not known to the sandbox`)
  const { type, get, filter } = reader(field)
  if (filter === 'none') throw refused('INVALID_FIELD', `\nfield '${field}' can not be filtered in a query call`)
  const isCased = filter === 'case-sensitive'
  const types = [literalType ?? 'STRING'].flat()
  if ((type === 'boolean') !== types.includes('BOOLEAN')) {
    throw refused('INVALID_FIELD', `\nvalue of filter criterion for field '${field}' must be of type ${type}`)
  }
  const values = [value].flat().map((literal, n) => normal(decoded(literal, types[n] ?? types[0]!), type, isCased))
  if (type === 'id' && values.some((id) => id !== null && !/^\w{15}(\w{3})?$/.test(id))) {
    throw refused('INVALID_QUERY_FILTER_OPERATOR', `\ninvalid ID field: ${[value].flat()[0]}`)
  }
  const [first = null] = values
  const listed = new Set(values)
  const has = (row: Row) => {
    const own = normal(get(row), type, isCased)
    return listed.has(own) || (type === 'id' && own !== null && listed.has(String(get(row)).slice(0, 15)))
  }
  const chosen = (row: Row) => {
    const own = normal(get(row), type, isCased)?.split(';') ?? []
    return values.some((all) => all?.split(';').every((one) => own.includes(one)))
  }
  const compared = (fits: (own: string, other: string) => boolean) => (row: Row) => {
    const own = normal(get(row), type, isCased)
    return own !== null && first !== null && fits(own, first)
  }
  const tests: Record<string, Test> = {
    '=': has,
    IN: has,
    '!=': (row) => !has(row),
    'NOT IN': (row) => !has(row),
    INCLUDES: chosen,
    EXCLUDES: (row) => !chosen(row),
    '<': compared(textual['<']),
    '>': compared(textual['>']),
    '<=': compared((a, b) => !textual['>'](a, b)),
    '>=': compared((a, b) => !textual['<'](a, b)),
    LIKE: compared(like),
  }
  return tests[operator.toUpperCase()]!
}

/** Empty text is stored as null. Case counts in no text, and in ids only in those of 15 characters. */
function normal(value: Value, type: FieldType, isCased: boolean): string | null {
  if (value === null || value === '') return null
  const text = String(value)
  return isCased || (type === 'id' && text.length === 15) ? text : text.toLowerCase()
}

function decoded(literal: string, type: string): string | null {
  if (type === 'NULL') return null
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
  return literal.replace(/^'|'$/g, '').replace(/\\(.)/g, (_, c: string) => named[c] ?? c)
}

/** `%` is any signs, `_` is one. Without a regular expression: those take for ever with a `%` between all letters. */
function like(text: string, pattern: string): boolean {
  let [at, from, any, rest] = [0, 0, -1, 0]
  while (from < text.length) {
    if (pattern[at] === '%') {
      any = at++
      rest = from
    } else if (at < pattern.length && (pattern[at] === '_' || pattern[at] === text[from])) {
      at++
      from++
    } else if (any >= 0) {
      at = any + 1
      from = ++rest
    } else return false
  }
  while (pattern[at] === '%') at++
  return at === pattern.length
}
