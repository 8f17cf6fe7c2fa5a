// The instances that a child pipeline has with --since, in a repository of their own.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { changedInstances } from '../../lib/config/changed-instances.ts'
import { Failure } from '../../lib/errors/failure.ts'
import { suite } from '../kit/suite.ts'

interface Repository {
  folder: string
  file: string
}

const changes = suite<Repository>('instances since a commit')

const write = (file: string, instances: object) => writeFileSync(file, JSON.stringify({ instances }))
const git = (folder: string, ...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-C', folder, ...words], { stdio: 'ignore' })

changes.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'user-sync-since-'))
  // not at the root: a path of git counts from there
  mkdirSync(join(context.folder, 'settings'))
  context.file = join(context.folder, 'settings', 'sync.config.json')
  git(context.folder, 'init', '-q', '-b', 'main')
  git(context.folder, 'commit', '-q', '--allow-empty', '-m', 'empty')
  git(context.folder, 'tag', 'empty')
  write(context.file, { one: { scope: 'managed', maxAge: '6h' }, two: { scope: 'managed' }, gone: {} })
  git(context.folder, 'add', '-A')
  git(context.folder, 'commit', '-q', '-m', 'settings')
})
changes.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

changes(
  'an instance is changed when it is new or has other settings, in whatever order they are written',
  ({ file }) => {
    write(file, { one: { maxAge: '6h', scope: 'managed' }, two: { scope: 'linked' }, three: {} })
    assert.equal([...changedInstances(file, 'main')], ['two', 'three'])
  },
)

changes('without a change there is none', ({ file }) => {
  assert.equal([...changedInstances(file, 'main')], [])
})

changes('all are changed since a commit without the file, or with one that is no JSON', ({ folder, file }) => {
  assert.equal([...changedInstances(file, 'empty')], ['one', 'two', 'gone'])
  writeFileSync(file, '{')
  git(folder, 'commit', '-qam', 'broken')
  write(file, { one: {} })
  assert.equal([...changedInstances(file, 'main')], ['one'])
})

for (const commit of ['nosuch', '--output=x', ''])
  changes(`a commit that is not there is exit 7: ${commit || 'empty'}`, ({ file }) => {
    assert.throws(
      () => changedInstances(file, commit),
      (error: unknown) => error instanceof Failure && error.code === 7 && /no such commit/.test(error.message),
    )
  })

changes.run()
