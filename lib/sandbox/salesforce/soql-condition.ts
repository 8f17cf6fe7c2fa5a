// The WHERE of a query, as a test of a row.

import type { WhereClause } from '@jetstreamapp/soql-parser-js'

export type SoqlValue = string | boolean | null
export type SoqlRow = Record<string, SoqlValue>

/** A field's type decides how it compares: an id by either form, text without case. */
export type FieldType = 'id' | 'text' | 'boolean' | 'picklist'

/** How a field is read from a row, and how it compares. */
export interface FieldAccess {
  type: FieldType
  /** Encrypted so that case counts, or so that no condition may name it (Salesforce, Shield Platform Encryption). */
  filter?: 'case-sensitive' | 'none'
  get: (row: SoqlRow) => SoqlValue
}
export type FieldLookup = (field: string) => FieldAccess

interface Condition {
  field: string
  operator: string
  value: string | string[]
  literalType?: string | string[]
}
type Test = (row: SoqlRow) => boolean
type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Condition

const TEXT_ORDER = { '<': (a: string, b: string) => a < b, '>': (a: string, b: string) => a > b }

/** Why a query is refused, in the words and with the code Salesforce has for it. */
export function soqlError(errorCode: string, message: string) {
  return Object.assign(new Error(message), { errorCode })
}

/** The tokens of a WHERE clause. The parser returns a chain of conditions, each with the count of its brackets. */
function tokensOf(where: WhereClause): Token[] {
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
export function condition(where: WhereClause, reader: FieldLookup, soql: string): Test {
  const line = tokensOf(where)
  let at = 0
  const malformedQuery = () => soqlError('MALFORMED_QUERY', `\n${soql}\n^\nunexpected token: ${String(line[at])}`)

  function chain(): Test {
    const tests = [single()]
    const word = line[at]
    if (word !== 'AND' && word !== 'OR') return tests[0]!
    while (line[at] === word) {
      at++
      tests.push(single())
    }
    if (line[at] === 'AND' || line[at] === 'OR') throw malformedQuery()
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
      if (line[at++] !== ')') throw malformedQuery()
      return test
    }
    if (typeof token !== 'object') throw malformedQuery()
    return comparison(token, reader)
  }

  const test = chain()
  if (at < line.length) throw malformedQuery()
  return test
}

function comparison({ field, operator, value, literalType }: Condition, reader: FieldLookup): Test {
  if (value === undefined) throw soqlError('MALFORMED_QUERY', `\nthe condition on ${field} is not known to the sandbox`)
  const { type, get, filter } = reader(field)
  if (filter === 'none') throw soqlError('INVALID_FIELD', `\nfield '${field}' can not be filtered in a query call`)
  const isCased = filter === 'case-sensitive'
  const types = [literalType ?? 'STRING'].flat()
  if ((type === 'boolean') !== types.includes('BOOLEAN')) {
    throw soqlError('INVALID_FIELD', `\nvalue of filter criterion for field '${field}' must be of type ${type}`)
  }
  const values = [value]
    .flat()
    .map((literal, n) => normalize(decodeLiteral(literal, types[n] ?? types[0]!), type, isCased))
  if (type === 'id' && values.some((id) => id !== null && !/^\w{15}(\w{3})?$/.test(id))) {
    throw soqlError('INVALID_QUERY_FILTER_OPERATOR', `\ninvalid ID field: ${[value].flat()[0]}`)
  }
  const [first = null] = values
  const listed = new Set(values)
  const isEqual = (row: SoqlRow) => {
    const own = normalize(get(row), type, isCased)
    return listed.has(own) || (type === 'id' && own !== null && listed.has(String(get(row)).slice(0, 15)))
  }
  const includesAny = (row: SoqlRow) => {
    const own = normalize(get(row), type, isCased)?.split(';') ?? []
    return values.some((all) => all?.split(';').every((one) => own.includes(one)))
  }
  const orderTest = (fits: (own: string, other: string) => boolean) => (row: SoqlRow) => {
    const own = normalize(get(row), type, isCased)
    return own !== null && first !== null && fits(own, first)
  }
  const tests: Record<string, Test> = {
    '=': isEqual,
    IN: isEqual,
    '!=': (row) => !isEqual(row),
    'NOT IN': (row) => !isEqual(row),
    INCLUDES: includesAny,
    EXCLUDES: (row) => !includesAny(row),
    '<': orderTest(TEXT_ORDER['<']),
    '>': orderTest(TEXT_ORDER['>']),
    '<=': orderTest((a, b) => !TEXT_ORDER['>'](a, b)),
    '>=': orderTest((a, b) => !TEXT_ORDER['<'](a, b)),
    LIKE: orderTest(isLike),
  }
  return tests[operator.toUpperCase()]!
}

/** Salesforce stores empty text as null. Only ids of 15 characters compare with case. */
function normalize(value: SoqlValue, type: FieldType, isCased: boolean): string | null {
  if (value === null || value === '') return null
  const text = String(value)
  return isCased || (type === 'id' && text.length === 15) ? text : text.toLowerCase()
}

function decodeLiteral(literal: string, type: string): string | null {
  if (type === 'NULL') return null
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
  return literal.replace(/^'|'$/g, '').replace(/\\(.)/g, (_, c: string) => named[c] ?? c)
}

/**
 * LIKE: `%` stands for any characters, `_` for a single character. A regular expression would take forever with many
 * `%`.
 */
function isLike(text: string, pattern: string): boolean {
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
