// The join and the three files of changes by DuckDB, which compares people as texts and knows no other rule of compare.
// node duckdb.mjs FOLDER; users.ndjson and contacts.ndjson are there.

import { DuckDBInstance } from '@duckdb/node-api'

const folder = process.argv[2]
const instance = await DuckDBInstance.create(':memory:')
const db = await instance.connect()

const people = (name, columns) =>
  `read_json('${folder}/${name}.ndjson', format = 'newline_delimited', columns = {${columns}})`
const users = people('users', "key: 'VARCHAR', id: 'VARCHAR', person: 'JSON'")
const contacts = people('contacts', "key: 'VARCHAR', externalId: 'VARCHAR', person: 'JSON'")

/** Writes the rows of a query as lines of JSON. */
const write = (name, query) => db.run(`copy (${query}) to '${folder}/rival-${name}.ndjson' (format json)`)

await db.run('set threads = 2')
await db.run('set preserve_insertion_order = false')
await db.run(`
  create temp table changed as
  select u.key as user_key, c.key as contact_key, u.id, u.person as old, c.person as new, c.externalId
  from ${users} u full outer join ${contacts} c on u.key = c.key
  where u.key is null or c.key is null or u.person is distinct from c.person`)
await write('create', 'select contact_key as key, externalId, new from changed where user_key is null order by key')
await write('update', 'select user_key as key, id, old, new from changed where user_key = contact_key order by key')
await write('delete', 'select user_key as key, id, old from changed where contact_key is null order by key')
console.log((await db.runAndReadAll('select count(*) from changed')).getRows().join(' '))
