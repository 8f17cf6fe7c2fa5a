// What a file system refuses is foreseen: exit 7 with the name of the file, whatever is wrong with its disk.

import * as assert from 'uvu/assert'
import { Failure, foreseen } from '../../lib/errors/failure.ts'
import { suite } from '../kit/suite.ts'

const failures = suite('failures of a disk')

for (const [code, words] of Object.entries({
  ENOSPC: 'cannot be written: the disk is full. Make room on it and run again',
  EDQUOT: 'cannot be written: the quota of its disk is used up. Make room and run again',
  EROFS: 'cannot be written: its disk is read-only. Check --data',
  EIO: 'cannot be used: its disk fails. Check the disk, or --data',
  EISDIR: 'is a folder, and a file belongs there. Move it away and run again',
  ELOOP: 'is a link, and links are not followed. Put the file itself there',
  EACCES: 'cannot be used. Check --data, its permissions and the room on the disk',
}))
  failures(`${code} is exit 7 with the file and the next step`, () => {
    const cause = Object.assign(new Error(code), { code, path: 'data/us-gov/users.json', syscall: 'write' })
    const failure = foreseen(cause) as Failure
    assert.instance(failure, Failure)
    assert.equal([failure.code, failure.message], [7, `data/us-gov/users.json ${words}`])
  })

failures('an error of a connection, or without a file, is not taken for one of a disk', () => {
  for (const more of [{ syscall: 'connect', path: '/run/socket' }, { syscall: 'write' }, {}]) {
    const error = Object.assign(new Error('x'), { code: 'EIO', ...more })
    assert.is(foreseen(error), error)
  }
})

failures.run()
