// Who is in a feed: the same people in every format, and nobody dropped, whatever is wrong with a record.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { exit, exitCodeOf, foreseen } from '../../../lib/errors/failure.ts'
import { readFeed } from '../../../lib/sources/feed/folder.ts'
import { feedOf } from '../../../lib/sources/feed/people.ts'
import { sizesOf } from '../../../lib/sources/feed/size-check.ts'
import { control, either, field, files, haplo, PLAIN, pieces, record, told, toldOf } from '../../kit/feed.ts'
import { parameters } from '../../kit/random.ts'
import { refusalOf } from '../../kit/refusal.ts'
import { suite } from '../../kit/suite.ts'

const people = suite('feed people')

const ANN = {
  userName: 'ann',
  email: 'ann@acme.test',
  title: null,
  first: 'Ann',
  last: 'Lee',
  name: 'Ann Lee',
  groups: [],
  attributes: {},
}

people('a record that is whole is a person', async () => {
  assert.equal(await toldOf([record({ more: [1] })]), [
    {
      place: { file: 'users', record: 1 },
      received: record({ more: [1] }),
      surplus: [],
      key: 'ann',
      person: ANN,
      problem: null,
      unreadable: null,
      notes: [],
    },
  ])
})

people('published: the example with groups, and the people of the example', async () => {
  const [of, users] = ['control/docs-user-sync-with-groups.json', 'feed/docs-example-users.json'].map((name) =>
    haplo(name, name),
  )
  if (!of || !users) return
  const { parseControl } = await import('../../../lib/sources/feed/control.ts')
  const text = users.toString().replace('"Joe",', '"Joe", "ROLE": "RESEARCHER",')
  const all = await told(parseControl(of, '_control'), { users: text })
  assert.equal(
    all.map(({ person, problem }) => [person.userName, person.groups, problem]),
    [
      ['jbloggs', ['example:group:researchers'], null],
      ['jsmith', [], null],
    ],
  )
})

const xml = (text: string) => text.replace(/[&<"\r\n\t]/g, (sign) => `&#${sign.charCodeAt(0)};`)
const NAMES = ['username', 'nameFirst', 'nameLast', 'email', 'role']
type Cells = Record<string, string>
const inAll = (records: readonly Cells[]): Record<string, [object, string | Buffer]> => {
  const tsv = [NAMES, ...records.map((one) => NAMES.map((name) => one[name] ?? ''))]
    .map((cells) => cells.join('\t'))
    .join('\n')
  const children = (one: Cells) => Object.entries(one).map(([name, text]) => `<${name}>${xml(text)}</${name}>`)
  const attributes = (one: Cells) => Object.entries(one).map(([name, text]) => ` ${name}="${xml(text)}"`)
  return {
    json: [{ read: 'json' }, JSON.stringify(records)],
    tsv: [{ read: 'tsv-with-name-row' }, `${tsv}\n`],
    utf16: [{ read: 'tsv-with-name-row', charset: 'utf-16le' }, Buffer.from(tsv, 'utf16le')],
    children: [
      { read: 'xml-text-of-children' },
      `<r>${records.map((one) => `<v>${children(one).join('')}</v>`).join('\n')}</r>`,
    ],
    attributes: [
      { read: 'xml-attributes' },
      `<r>${records.map((one) => `<v${attributes(one).join('')}/>`).join('')}</r>`,
    ],
  }
}

const word = fc.stringMatching(/^[A-Za-zäßéŁ&<"' ]{0,8}$/)
const name = fc.constantFrom('ann', 'Ann', ' ann', 'bo', 'cy', 'dee', '')
const cells = fc.record({
  username: name,
  nameFirst: word,
  nameLast: word,
  email: fc.constantFrom('a@b.test', 'x', ''),
  role: word,
})

people('each format gives the same people', () =>
  fc.assert(
    fc.asyncProperty(fc.array(cells, { maxLength: 6 }), async (records) => {
      const lines = records.filter((one) => Object.values(one).some((text) => text !== '')) // else a line of tabs
      const instructions = [...PLAIN, field('role', 'groups')]
      const all = []
      for (const [spec, text] of Object.values(inAll(lines)))
        all.push(
          (await told(control({ files: { users: spec }, instructions }), { users: text })).map(
            ({ received: _, ...one }) => one,
          ),
        )
      assert.is(all[0]!.length, lines.length)
      for (const one of all) assert.equal(one, all[0])
    }),
    parameters(150),
  ),
)

people(
  'two records of one user name, regardless of case and form, are both problems that name each other',
  async () => {
    const of = control({ files: { users: { read: 'json' }, staff: { read: 'json' } } })
    const all = await told(of, {
      users: JSON.stringify([record({ username: 'rené' }), record({ username: 'bo' })]),
      staff: JSON.stringify([record({ username: ' RENE\u0301 ' })]),
    })
    assert.equal(
      all.map(({ problem }) => problem),
      ['its user name is that of staff, record 1 too', null, 'its user name is that of users, record 1 too'],
    )
    assert.equal(
      all.map(({ key }) => key),
      ['rené', 'bo', 'rené'],
    )
    const many = await toldOf(Array(9).fill(record()))
    assert.is(
      many[0]!.problem,
      'its user name is that of users, record 2 and users, record 3 and users, record 4 and 5 more too',
    )
    assert.is(
      many[8]!.problem,
      'its user name is that of users, record 1 and users, record 2 and users, record 3 and 5 more too',
    )
  },
)

const BROKEN: [object | number, RegExp, string | null][] = [
  [record({ username: '' }), /^it has no user name; Missing values in user: username$/, null],
  [record({ username: '  ' }), /^it has no user name$/, null],
  [record({ username: {} }), /^it has no user name/, null],
  [record({ email: 'SECRET' }), /^its email is no address$/, 'ann'],
  [record({ email: undefined, nameLast: '' }), /^Missing values in user: email, nameLast$/, 'ann'],
  [record({ nameFirst: ' ' }), /^its name or email is blank$/, 'ann'],
  [record({ username: 2 ** 60 }), /^it has no user name; unreadable: username is a number/, null],
  [record({ username: 'ann\u0000' }), /^its sign-in name has U\+0000 at character 4$/, 'ann\u0000'],
  [record({ username: 'ann\ud800' }), /^its sign-in name has U\+D800 at character 4$/, 'ann\ud800'],
  [record({ email: 'an\u200bn@acme.test' }), /^its address has U\+200B at character 3$/, 'ann'],
  [record({ email: '<ann@acme.test>' }), /^its address stands in < >$/, 'ann'],
  [record({ email: ['ann@acme.test'] }), /^unreadable: email is a list of 1; Missing values in user: email$/, 'ann'],
  [record({ nameLast: true }), /^unreadable: nameLast is a boolean; Missing values in user: nameLast$/, 'ann'],
  [{}, /^it has no user name; Missing values in user: email, nameFirst, nameLast, username$/, null],
  [7, /^it is no object; it has no user name/, null],
]
for (const [one, words, key] of BROKEN)
  people(`a broken record is told with its words: ${words.source.slice(1, 60)}`, async () => {
    const all = await toldOf([one, record({ username: 'bo' })])
    assert.match(all[0]!.problem!, words)
    assert.is(all[0]!.key, key)
    assert.is(all[1]!.problem, null)
  })

people('a record that is given up is a problem, one that is logged is a person all the same', async () => {
  const on = (source: string, action: string) =>
    either({ action: 'if-value-one-of', source, values: [true] }, [{ action, message: `${source}ed` }])
  const instructions = [on('abort', 'abort-record'), on('log', 'log-error'), ...PLAIN]
  const [up, logged] = await toldOf([record({ abort: true }), record({ username: 'bo', log: true })], { instructions })
  assert.equal([up!.key, up!.problem, up!.person.userName, up!.person.email], ['ann', 'aborted', 'ann', null])
  assert.equal([logged!.problem, logged!.notes], [null, ['loged']])
})

people('a record with a problem keeps what it says of the person', async () => {
  const [one] = await toldOf([record({ nameLast: '' })])
  assert.equal(one!.person, { ...ANN, last: null, name: 'Ann' })
})

people('the files are proven before anybody is told, and have to be the same the second time', async () => {
  const two = control({ files: { a: { read: 'json' }, b: { read: 'json' } } })
  const open = files({ a: JSON.stringify([record()]), b: '[{"username":"bo"}' })
  assert.match((await refusalOf(() => feedOf(two, open))).message, /file b: record 1/)
  let calls = 0
  const changing = await feedOf(control(), () => pieces(JSON.stringify([record({ title: `${calls++}` })])))
  const all = async () => {
    for await (const _ of changing.people());
  }
  assert.match((await refusalOf(all)).message, /file users: it changed while it was read/)
})

const folder = mkdtempSync(join(tmpdir(), 'feed-'))
const inFolder = (name: string, all: Record<string, string>) => {
  const path = join(folder, name)
  mkdirSync(path)
  for (const [file, text] of Object.entries(all)) writeFileSync(join(path, file), text)
  return path
}

people('a folder: its sizes and digests, and its people', async () => {
  const path = inFolder('good', { users: JSON.stringify([record()]), _control: '{}' })
  const feed = await readFeed(path, control())
  assert.equal(Object.keys(feed.files), ['users'])
  assert.is(feed.files['users']!.bytes, JSON.stringify([record()]).length)
  assert.is(feed.files['users']!.records, 1)
  assert.match(feed.files['users']!.sha256, /^[0-9a-f]{64}$/)
  for await (const one of feed.people()) assert.equal(one.person, ANN)
})

people('a folder with a file too few or too many, or with a link, is refused by name', async () => {
  const of = control({ files: { users: { read: 'json' }, staff: { read: 'json' } } })
  const path = inFolder('bad', { users: '[]', surplus: '', 'users.bak': '' })
  symlinkSync('/etc/passwd', join(path, 'link'))
  const said = async (which: typeof of) => (await refusalOf(() => readFeed(path, which))).message
  const words = await said(of)
  for (const one of ['staff is missing', '"surplus" is not in', '"users.bak" is not in', '"link" is not in'])
    assert.ok(words.includes(one))
  assert.match(await said(control({ files: { link: { read: 'json' } } })), /link is no regular file/)
})

people('a file that became a link meanwhile is not followed', async () => {
  const path = inFolder('link', { users: JSON.stringify([record()]) })
  const feed = await readFeed(path, control())
  const { bytes, sha256 } = feed.files['users']!
  const other = { bytes: 7, sha256: 'a' }
  assert.equal(sizesOf(other, feed.files), { users: { bytes, sha256 }, _control: other })
  rmSync(join(path, 'users'))
  symlinkSync('/etc/hostname', join(path, 'users'))
  let error: unknown = null
  await feed
    .people()
    .next()
    .catch((cause: unknown) => {
      error = cause
    })
  assert.is(exitCodeOf(foreseen(error)), exit.input)
})

people.after(() => rmSync(folder, { recursive: true }))
people.run()
