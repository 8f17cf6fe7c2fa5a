// SOQL over arrays: parsed by the library, the condition evaluated here.

import { type OrderByClause, parseQuery, type Query } from '@jetstreamapp/soql-parser-js'
import {
  condition,
  type FieldAccess,
  type FieldLookup,
  type FieldType,
  type SoqlRow,
  type SoqlValue,
  soqlError,
} from './soql-condition.ts'

export interface Table {
  fields: Record<string, FieldType>
  /** Fields that conditions may not name, or that compare with case. */
  filters?: Record<string, FieldAccess['filter']>
  /** By the name used in front of the dot, the table there, and the row a row points to. */
  parents: Record<string, { table: string; of: (row: SoqlRow) => SoqlRow | null }>
  rows: () => SoqlRow[]
}

/** A selected field: its own name, under the relationship it was reached by, if any. */
export interface SelectedField {
  parent: string | null
  name: string
}

/** The object, the rows and the fields that `soql` selects from `tables`. */
export function select(soql: string, tables: Record<string, Table>) {
  const query = parseSoql(soql)
  const [name, table] = Object.entries(tables).find(([name]) => isSameName(name, query.sObject ?? '')) ?? []
  if (!name || !table) throw soqlError('INVALID_TYPE', `\n${soql}\nsObject type '${query.sObject}' is not supported.`)
  const reader = (field: string) => accessOf(field, name, tables)

  const isCount = query.fields?.length === 1 && JSON.stringify(query.fields[0]).includes('"COUNT"')
  const fields = (isCount ? [] : (query.fields ?? [])).map((field): SelectedField => {
    if (field.type === 'Field') return reader(field.field).selected
    if (field.type === 'FieldRelationship') return reader([...field.relationships, field.field].join('.')).selected
    throw soqlError('MALFORMED_QUERY', `\n${soql}\n${field.type} is not known to the sandbox`)
  })
  const fits = query.where ? condition(query.where, reader, soql) : () => true
  const rows = table.rows().filter(fits)
  const order = query.orderBy ? [query.orderBy].flat() : []
  if (order.length > 0) rows.sort(comparer(order, reader))
  return { object: name, fields, rows: rows.slice(0, query.limit), ordered: order.length > 0, isCount }
}

function parseSoql(soql: string): Query {
  try {
    return parseQuery(soql)
  } catch (error) {
    throw soqlError(
      'MALFORMED_QUERY',
      `\n${soql}\n^\nERROR at Row:1:Column:1\n${(error as Error).message.split('\n')[0]}`,
    )
  }
}

function accessOf(
  path: string,
  object: string,
  tables: Record<string, Table>,
): FieldAccess & { selected: SelectedField } {
  const [field = '', ...above] = path.split('.').reverse()
  const table = tables[object]!
  const [parent] = above
  const via = parent === undefined ? undefined : findEntry(table.parents, parent)
  const home = parent === undefined ? table : via && tables[via[1].table]
  const known = home && findEntry(home.fields, field)
  if (!known || above.length > 1) {
    throw soqlError('INVALID_FIELD', `\n${path}\n^\nNo such column '${field}' on entity '${object}'.`)
  }
  const [name, type] = known
  const get = (row: SoqlRow): SoqlValue => (via ? via[1].of(row)?.[name] : row[name]) ?? null
  const filter = home.filters?.[name]
  return { selected: { parent: via?.[0] ?? null, name }, type, get, ...(filter && { filter }) }
}

/** Names compare without case. */
const isSameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
const findEntry = <T>(of: Record<string, T>, name: string) => Object.entries(of).find(([key]) => isSameName(key, name))

function comparer(order: OrderByClause[], reader: FieldLookup) {
  const keys = order.map((clause) => {
    if (!('field' in clause)) throw soqlError('MALFORMED_QUERY', '\nORDER BY takes fields here')
    const { get, type } = reader(clause.field)
    // Ids are ordered by their characters, capitals first; text without case.
    const key = (row: SoqlRow) => (type === 'id' ? String(get(row) ?? '') : String(get(row) ?? '').toLowerCase())
    return { key, sign: clause.order === 'DESC' ? -1 : 1 }
  })
  return (a: SoqlRow, b: SoqlRow) => {
    for (const { key, sign } of keys) {
      if (key(a) !== key(b)) return key(a) < key(b) ? -sign : sign
    }
    return 0
  }
}
