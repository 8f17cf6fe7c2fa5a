// The floor of a gather, as a process: fetches pages one after the other, parses them, and writes a line a row with its
// sha256. It proves, maps and sorts nothing.
// node --import tsx test/bench/gather-bare.ts users|contacts URL QUERIES, a file with the queries of the chunks

import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PIECE = 256 * 1024

const [what, url = '', queries = ''] = process.argv.slice(2)
const path = join(tmpdir(), `user-sync-bare-${process.pid}`)
const fd = openSync(path, 'w')
const hash = createHash('sha256')
let waiting = ''

function flush() {
  hash.update(waiting)
  writeSync(fd, waiting)
  waiting = ''
}

function write(rows: readonly unknown[]) {
  for (const row of rows) {
    waiting += `${JSON.stringify(row)}\n`
    if (waiting.length >= PIECE) flush()
  }
}

async function ask(address: string) {
  const answer = await fetch(url + address, { headers: { authorization: 'Bearer bench' } })
  return JSON.parse(await answer.text())
}

async function readUsers() {
  for (let after: string | null = null; ; ) {
    const cursor = after === null ? '' : `&page[after]=${after}`
    const { users, meta } = await ask(`/api/v2/users?page[size]=100&include=identities${cursor}`)
    write(users)
    if (!meta.has_more) return
    after = meta.after_cursor
  }
}

async function readContacts() {
  for (const query of JSON.parse(readFileSync(queries, 'utf8')) as string[]) {
    let page = await ask(query)
    write(page.records)
    while (!page.done) {
      page = await ask(page.nextRecordsUrl)
      write(page.records)
    }
  }
}

await (what === 'users' ? readUsers() : readContacts())
flush()
hash.digest('hex')
closeSync(fd)
rmSync(path)
