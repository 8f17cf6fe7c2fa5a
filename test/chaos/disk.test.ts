// What a disk may do to a run: it is full, holds a folder where a file belongs, a link, or wide rights.

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { feedSource, recordOf, writeFeed } from '../kit/feed-folder.ts'
import { at, type Place, STAGES } from '../kit/pipeline.ts'
import { skipped } from '../kit/samples.ts'
import { compared } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing, contactOf, worldOf } from '../kit/worlds.ts'

const disk = suite('disk')

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

/** A folder on a disk of its own of so many bytes; null where none may be mounted. */
function mounted(bytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'none', folder], { stdio: 'ignore' })
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
}

function unmount(folder: string): void {
  execFileSync('umount', [folder])
  rmSync(folder, { recursive: true })
}

/** Leaves so many bytes of a disk. */
function fill(folder: string, left: number): void {
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(join(folder, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - left)))
}

const probe = mounted(65_536)
if (probe === null) skipped.push('runs on a full disk: no file system may be mounted here')
else {
  unmount(probe)

  disk('sync on a disk that gets full: exit 7 with the file and what was done so far; run again it finishes', () =>
    at(worldOf({ equal: 400, contacts: range(500, 630).map((n) => contactOf(n)) }), async (here) => {
      const folder = mounted(4 * 1024 * 1024)!
      try {
        await compared(here)
        cpSync(here.folder, join(folder, 'us-gov'), { recursive: true })
        fill(folder, 16_384)
        const flags = ['--data', folder]
        const { code, said } = await here.run('sync', flags)
        assert.is(code, 7, said)
        assert.match(
          said,
          `${join(folder, 'us-gov', 'receipts.ndjson')} cannot be written: the disk is full. Make room`,
        )
        const [, done = '0'] = /^sync us-gov so far: create (\d+) applied, \d+ not-sent/m.exec(said) ?? []
        const made = () => here.box.world.zendesk.users.filter(({ name }) => /^Person [56]\d\d$/.test(name))
        assert.ok(Number(done) > 0 && Number(done) < 130, said)
        assert.ok(Number(done) <= made().length, `${done} of ${made().length}`)

        rmSync(join(folder, 'ballast'))
        const again = await here.run('sync', flags)
        assert.is(again.code, 0, again.said)
        assert.is(made().length, 130)
        assert.is(new Set(made().map(({ email }) => email)).size, 130)
      } finally {
        unmount(folder)
      }
    }),
  )

  disk('a gather on a full disk, and on one that is read-only: exit 7 with the file, the old one stays', () =>
    at(worldOf({ equal: 200 }), async (here) => {
      const folder = mounted(1024 * 1024)!
      try {
        const flags = ['--data', folder]
        assert.is((await here.run('gather-users', flags)).code, 0)
        const file = join(folder, 'us-gov', 'users.json')
        const before = readFileSync(file, 'utf8')
        fill(folder, 8_192)
        const full = await here.run('gather-users', flags)
        assert.is(full.code, 7, full.said)
        assert.match(full.said, `${file} cannot be written: the disk is full`)
        rmSync(join(folder, 'ballast'))
        execFileSync('mount', ['-o', 'remount,ro', folder])
        const fixed = await here.run('gather-users', flags)
        assert.is(fixed.code, 7, fixed.said)
        assert.match(fixed.said, `${file}.`)
        assert.match(fixed.said, 'cannot be written: its disk is read-only')
        assert.equal(readdirSync(join(folder, 'us-gov')), ['users.json'])
        assert.is(readFileSync(file, 'utf8'), before)
      } finally {
        unmount(folder)
      }
    }),
  )
}

/** Every file and folder below a folder, with its mode. */
const modes = (folder: string): [path: string, mode: string][] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    const path = join(folder, one.name)
    const mode = (statSync(path).mode & 0o777).toString(8)
    return [[path, mode], ...(one.isDirectory() ? modes(path) : [])] as [string, string][]
  })

const feeding = (here: Place) => here.settings((one) => Object.assign(one, { source: feedSource(here), drift: 'keep' }))

for (const mask of [0o000, 0o277])
  disk(`umask ${mask.toString(8)}: folders are of 0700, files of 0600, state too`, () =>
    at(changing(), async (here) => {
      feeding(here)
      writeFeed(here, [recordOf(1), recordOf(2)])
      const data = join(here.data, 'deep', 'er')
      const before = process.umask(mask)
      try {
        for (const stage of STAGES) {
          const { code, said } = await here.run(stage, ['--data', data])
          assert.ok(code === 0 || code === 4, said)
        }
      } finally {
        process.umask(before)
      }
      const all: [string, string][] = [
        [data, (statSync(data).mode & 0o777).toString(8)],
        ...modes(join(here.data, 'deep')),
      ]
      for (const end of ['.gz', 'receipts.ndjson', 'feed.next.json'])
        assert.ok(
          all.some(([path]) => path.endsWith(end)),
          `${all}`,
        )
      for (const [path, mode] of all) assert.is(mode, statSync(path).isDirectory() ? '700' : '600', path)
    }),
  )

const WORDS = 'is a folder, and a file belongs there. Move it away and run again'

for (const [script, name] of [
  ['sync', 'sync.lock'],
  ['sync', 'sync.lock.next'],
  ['sync', 'receipts.ndjson'],
  ['gather-users', 'users.json'],
  ['compare', 'create.json'],
] as const)
  disk(`a folder at the name of ${name}: ${script} ends with 7, and nothing is written`, () =>
    at(changing(), async (here) => {
      await compared(here)
      const path = join(here.folder, name)
      rmSync(path, { force: true })
      mkdirSync(path)
      // of a process that is gone, so that it is taken over
      if (name === 'sync.lock.next') writeFileSync(join(here.folder, 'sync.lock'), '{"host":"?"}')
      const { code, said } = await here.run(script)
      assert.is(code, 7, said)
      assert.ok(said.includes(`${path} ${WORDS}`) || said.includes(`${path} cannot be used`), said)
      assert.ok(statSync(path).isDirectory())
      assert.ok(here.box.requests.every(({ method, path }) => method === 'GET' || /tokens?$/.test(path)))
    }),
  )

for (const [script, name] of [
  ['sync', 'receipts.ndjson'],
  ['sync', 'sync.lock'],
  ['sync', 'state/synced.json'],
  ['compare', 'users.json'],
  ['compare', 'state/synced.json'],
] as const)
  disk(`a link at the name of ${name} is not followed: ${script} ends with 7`, () =>
    at(changing(), async (here) => {
      here.settings((one) => Object.assign(one, { drift: 'keep' }))
      await compared(here)
      const [path, mine] = [join(here.folder, name), join(here.data, 'mine')]
      mkdirSync(join(here.folder, 'state'), { recursive: true })
      writeFileSync(mine, existsSync(path) ? readFileSync(path) : 'mine\n', { mode: 0o644 })
      const before = readFileSync(mine, 'utf8')
      rmSync(path, { force: true })
      symlinkSync(mine, path)
      const { code, said } = await here.run(script)
      assert.is(code, 7, said)
      assert.match(said, /a link, and links are not followed|is damaged/)
      assert.is(readFileSync(mine, 'utf8'), before)
      assert.is(statSync(mine).mode & 0o777, 0o644)
    }),
  )

disk('a link at the name of a file that is written is replaced, and what it led to stays', () =>
  at(changing(), async (here) => {
    mkdirSync(here.folder)
    const mine = join(here.data, 'mine')
    writeFileSync(mine, 'mine')
    chmodSync(mine, 0o644)
    symlinkSync(mine, join(here.folder, 'users.json'))
    assert.is((await here.run('gather-users')).code, 0)
    assert.is(readFileSync(mine, 'utf8'), 'mine')
    assert.ok(lstatSync(join(here.folder, 'users.json')).isFile())
  }),
)

disk.run()
