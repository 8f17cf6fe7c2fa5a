// One writer at a time: who holds the lock, who takes it over, and what the one that waits is told.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { LOCK, lock, lockSoon, locksOf } from '../../lib/artifacts/lock.ts'
import { Failure } from '../../lib/errors/failure.ts'
import { at } from '../kit/pipeline.ts'
import { writes } from '../kit/receipts.ts'
import { refusalOf } from '../kit/refusal.ts'
import { compared } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing } from '../kit/worlds.ts'

const locks = suite<{ folder: string; path: string }>('lock')

locks.before.each((context) => {
  context.folder = join(mkdtempSync(join(tmpdir(), 'lock-')), 'us-gov')
  mkdirSync(context.folder)
  context.path = join(context.folder, LOCK)
})
locks.after.each(({ folder }) => rmSync(join(folder, '..'), { recursive: true, force: true }))

/** What stops the taking of a lock, or null where it was taken and given back. */
function refusal(folder: string): string | null {
  try {
    lock([join(folder, LOCK)])()
    return null
  } catch (error) {
    assert.instance(error, Failure)
    assert.is((error as Failure).code, 6)
    return (error as Failure).message
  }
}

const write = (path: string, owner: object) =>
  writeFileSync(path, JSON.stringify({ host: hostname(), space, ...owner }))

/** What is here instead of a process id where one could mean another process. */
const space = existsSync('/proc/self/ns/pid') ? readlinkSync('/proc/self/ns/pid') : null

/** The number of a process that was, and is no more. */
const dead = () => spawnSync(process.execPath, ['--version']).pid

locks('is held until it is given back, names its owner, and is for its owner alone to read', ({ folder, path }) => {
  const release = lock([join(folder, LOCK)])
  const { host, pid } = JSON.parse(readFileSync(path, 'utf8'))
  assert.equal([host, pid], [hostname(), process.pid])
  assert.match(refusal(folder)!, `another run is writing to this instance: process ${process.pid}. Wait for it`)
  assert.match(refusal(folder)!, path)
  assert.equal(readdirSync(folder), [LOCK])
  release()
  assert.not.ok(existsSync(path))
  assert.is(refusal(folder), null)
})

locks('what killed runs left half made is cleared away by the next that takes it, where it may', ({ folder, path }) => {
  writeFileSync(`${path}.1.part`, '{"host":')
  writeFileSync(`${path}.next.1.part`, '')
  mkdirSync(`${path}.2.part`)
  writeFileSync(`${path}.next`, '')
  writeFileSync(join(folder, 'create.json.1.part'), '')
  assert.is(refusal(folder), null)
  assert.equal(readdirSync(folder).sort(), ['create.json.1.part', `${LOCK}.2.part`, `${LOCK}.next`])
})

locks('who makes theirs while another one takes it ends with 6', ({ folder, path }) => {
  const { linkSync } = fs
  fs.linkSync = (...names) => {
    fs.linkSync = linkSync
    syncBuiltinESMExports()
    lock([path])
    linkSync(...names)
  }
  syncBuiltinESMExports()
  assert.match(refusal(folder)!, `another run is writing to this instance: process ${process.pid}`)
  assert.equal(readdirSync(folder), [LOCK])
})

locks('of a stage that renames its files is waited for 5 seconds, and then it is exit 6', async ({ path }) => {
  const release = lock([path], 'publish')
  const began = performance.now()
  const { code } = await refusalOf(() => lockSoon([path], 'publish').then(() => undefined))
  const waited = performance.now() - began
  release()
  assert.is(code, 6)
  assert.ok(waited >= 5_000 && waited < 20_000, String(waited))
})

/** Takes and gives back a lock many times, as stages do that rename their files side by side. */
const manyTimes = (path: string) => {
  const code = `
    const { lockSoon } = await import(${JSON.stringify(import.meta.resolve('../../lib/artifacts/lock.ts'))})
    for (let n = 0; n < 500; n++) (await lockSoon([${JSON.stringify(path)}], 'publish'))()
  `
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code], { stdio: 'inherit' })
}

locks('of stages side by side, which take it 500 times each, refuses none of them', async ({ path }) => {
  const ended = await Promise.all([1, 2].map(() => once(manyTimes(path), 'exit')))
  assert.equal(
    ended.map(([code]) => code),
    [0, 0],
  )
})

locks('of a process of this machine that is gone is taken over', ({ folder, path }) => {
  write(path, { pid: dead(), begun: '1' })
  assert.is(refusal(folder), null)
  write(path, { pid: dead(), begun: null })
  assert.is(refusal(folder), null)
})

locks('of a process whose number another one has now is taken over', ({ folder, path }) => {
  if (!existsSync('/proc/self/stat')) return
  write(path, { pid: process.pid, begun: '1' })
  assert.is(refusal(folder), null)
})

locks('of a process that is dead and was not waited for is taken over', async ({ folder, path }) => {
  if (!existsSync('/proc/self/stat')) return
  // the shell starts a process and becomes another one, which never asks how the first ended
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [text] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = Number(text)
  const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8')
  while (!stat().includes(') Z ')) await new Promise(setImmediate)
  write(path, { pid, begun: stat().split(') ').at(-1)!.split(' ')[19] })
  assert.is(refusal(folder), null)
  parent.kill('SIGKILL')
})

locks('of another space of process numbers is left alone, though the number is free here', ({ folder, path }) => {
  write(path, { pid: dead(), begun: '1', space: 'pid:[1]' })
  assert.match(refusal(folder)!, 'which cannot be asked from here')
})

locks(
  'is one for a target on this machine, whatever folder a run works in, and the first is given back',
  ({ folder }) => {
    const [here, machine] = locksOf([folder], 'https://acme.test')
    const [there, same] = locksOf([join(folder, 'other')], 'https://acme.test')
    assert.is(machine, same)
    assert.is.not(machine, locksOf([folder], 'https://birch.test')[1])
    const release = lock([here!, machine!])
    assert.throws(() => lock([there!, same!]), /another run is writing to this instance/)
    assert.not.ok(existsSync(there!))
    release()
    lock([there!, same!])()
  },
)

locks('of another machine is left alone', ({ folder, path }) => {
  write(path, { host: 'elsewhere', pid: dead(), begun: '1' })
  assert.match(refusal(folder)!, /on elsewhere, which cannot be asked from here.* if there is none, delete/)
  assert.ok(existsSync(path))
})

locks('that names nobody was torn by a power cut, for a run leaves none: it is taken over', ({ folder, path }) => {
  writeFileSync(path, '{"host":')
  assert.is(refusal(folder), null)
})

locks(
  'is not taken over by two: who died while taking over is cleared away, and the next run may',
  ({ folder, path }) => {
    write(path, { pid: dead(), begun: '1' })
    write(`${path}.next`, { pid: dead(), begun: '1' })
    assert.match(refusal(folder)!, 'another run was taking over')
    assert.is(refusal(folder), null)
    write(path, { pid: dead(), begun: '1' })
    write(`${path}.next`, { host: 'elsewhere', pid: 1, begun: '1' })
    assert.match(refusal(folder)!, 'elsewhere')
    assert.ok(existsSync(path), 'the dead one stays')
  },
)

locks('a second sync of an instance ends with 6 and sends nothing, while other stages may run', () =>
  at(changing(), async (here) => {
    await compared(here)
    let second: Promise<{ code: number | null; said: string }> | null = null
    let before = 0
    here.interfere(async (_, { method, path }) => {
      if (method !== 'POST' || !path.endsWith('/users') || second) return undefined
      before = writes(here).length
      second = here.run('sync')
      const { code, said } = await second
      assert.is(code, 6, said)
      assert.match(said, /another run is writing to this instance: process \d+/)
      assert.is(writes(here).length, before)
      assert.is((await here.run('compare')).code, 0)
      return undefined
    })
    const { code, said } = await here.run('sync')
    assert.ok(second, said)
    assert.ok(code === 0 || code === 7, said) // 7: compare replaced the plan under it
    assert.not.ok(existsSync(join(here.folder, LOCK)))
  }),
)

locks('is that of the instance for one person too, and is given back after a failure', () =>
  at(changing(), async (here) => {
    await compared(here)
    const release = lock([join(here.folder, LOCK)])
    for (const stage of ['gather-organizations', 'gather-users', 'gather-contacts', 'compare'])
      assert.is((await here.run(stage, ['--person', 'person101@acme.test'])).code, 0)
    assert.is((await here.run('sync', ['--person', 'person101@acme.test'])).code, 6)
    release()
    here.box.faults.zendesk.add({ kind: 'forbidden', count: 'always' })
    assert.is((await here.run('sync')).code, 8)
    here.box.faults.zendesk.clear()
    assert.is((await here.run('sync')).code, 0)
  }),
)

locks.run()
