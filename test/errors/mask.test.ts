// What may be seen: no address, every cause once, a stack only for what was not foreseen.

import { spawnSync } from 'node:child_process'
import * as assert from 'uvu/assert'
import { exit, Failure, foreseen } from '../../lib/errors/failure.ts'
import { maskLine, maskNames, truncate, withCauses } from '../../lib/errors/mask.ts'
import { ROOT } from '../kit/documents.ts'
import { suite } from '../kit/suite.ts'

const output = suite('output')

output('addresses become <address> wherever they stand, unless they are asked for', () => {
  const said = 'Email: ann.lee+x@acme.test is taken; "Zoë@müller.example", q=email%3Abo%40acme.test&n=1 <cy@x.y>'
  assert.is(maskLine(said), 'Email: <address> is taken; "<address>", q=<address>&n=1 <<address>>')
  assert.is(maskLine(said, { reveal: true }), said)
  assert.is(maskLine('12 to create, ids 6130889693338, salesforce:0035e000000oPPxAAM').includes('<'), false)
})

output('a name is hidden whatever signs it is made of', () => {
  for (const name of ['Ana-Maria Sørensen', 'a.b*c+d?e^f$g{h}(i)|[j]\\/k', "O'Hara-Lee"])
    assert.is(maskNames(`${name} is taken`, [name]), '<name> is taken')
})

output('what a terminal obeys is not passed on, also where addresses are asked for', () => {
  const said = 'a\x1b[31mred\r\x07 \u202eevil\u2066 \x9b1m\nnext\tline'
  const harmless = 'a\ufffd[31mred\ufffd\ufffd \ufffdevil\ufffd \ufffd1m\nnext\tline'
  assert.equal([maskLine(said), maskLine(said, { reveal: true })], [harmless, harmless])
})

output('names are hidden in the words of a remote, also where they are quoted as JSON', () => {
  const said = 'target stored name "Ann \\"Lee\\"", not Ann "Lee" in Berlin'
  assert.is(maskNames(said, ['Ann "Lee"', '', 'Berlin']), 'target stored name "<name>", not <name> in <name>')
})

output('a long text is cut, and half an address or word is not left at its end', () => {
  assert.is(truncate('short'), 'short')
  assert.is(truncate(`${'x '.repeat(148)}ann.lee@acme.test and more`), `${'x '.repeat(148)}...`)
  assert.is(maskLine(truncate(`{"a":"${'-'.repeat(290)}","who":"ada.lee@acme.test"}`, 310)).includes('ada'), false)
})

output('every cause is said once, from the outside in', () => {
  const deep = new Error('connect ECONNREFUSED')
  const error = new Failure(exit.remote, 'no answer', { cause: new Error('connect ECONNREFUSED', { cause: deep }) })
  assert.is(withCauses(error), 'no answer\n  because: connect ECONNREFUSED')
  assert.is(withCauses('thrown text'), 'thrown text')
})

output('only what was not foreseen says where it happened', () => {
  assert.match(withCauses(new TypeError('boom')), /^boom\n {4}at /)
  assert.not.match(withCauses(new Failure(exit.input, 'bad')), /\n {4}at /)
})

output('what a file system refuses was foreseen, what a connection refuses is not a file', () => {
  const refused = (syscall: string) => Object.assign(new Error('EACCES'), { path: '/data/x', syscall })
  const known = foreseen(refused('open')) as Failure
  assert.equal([known.code, known.message.includes('/data/x')], [7, true])
  const other = refused('connect')
  assert.is(foreseen(other), other)
})

output('whoever reads no further ends the output, and not the script', () => {
  const script = 'set -o pipefail; node --import tsx bin/sync.ts --help | true'
  const { status, stderr } = spawnSync('bash', ['-c', script], { cwd: ROOT })
  assert.equal([status, String(stderr)], [0, ''])
})

output.run()
