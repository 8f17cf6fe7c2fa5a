// The least that a compare has to do: read both snapshots, hash every byte, and find every line. node floor.mjs FOLDER

import { createHash } from 'node:crypto'
import { openSync, readSync } from 'node:fs'

const folder = process.argv[2]
const piece = Buffer.allocUnsafe(256 * 1024)
let lines = 0

for (const name of ['users.json', 'contacts.json']) {
  const hash = createHash('sha256')
  const fd = openSync(`${folder}/${name}`, 'r')
  for (let read = readSync(fd, piece); read > 0; read = readSync(fd, piece)) {
    const bytes = piece.subarray(0, read)
    hash.update(bytes)
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++
  }
  hash.digest('hex')
}
console.log(`${lines} lines`)
