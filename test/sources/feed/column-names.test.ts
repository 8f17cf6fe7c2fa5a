// The names of the columns that the control file reads: a file that lacks one is refused, with what is wrong.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { field, PLAIN } from '../../kit/feed.ts'
import { ALL, lines, NEXT, said, TSV } from '../../kit/feed-fields.ts'
import { again, folderOf, range, recordOf, toZendesk, userNamed, world, writeFeed } from '../../kit/feed-folder.ts'
import { at, type Place } from '../../kit/pipeline.ts'
import { suite } from '../../kit/suite.ts'
import { userOf } from '../../kit/worlds.ts'

const fields = suite('feed: names of columns')

const HEADS: [string, string, string][] = [
  [
    'a name that is another one',
    lines(ALL.replace('role', 'employee_type')),
    'it has no column "role", which instructions.4 (if-value-one-of) of the control file reads; the nearest name is "employee_type"',
  ],
  [
    'a name in other capitals',
    lines(ALL.replace('role', 'Role')),
    'it has no column "role", which instructions.4 (if-value-one-of) of the control file reads; the nearest name is "Role"',
  ],
  [
    'two names',
    lines(ALL.replace('role', 'ROLE').replace('email', 'e-mail')),
    'it has no column "email", which instructions.3 (field) of the control file reads; the nearest name is "e-mail"; it has no column "role", which instructions.4 (if-value-one-of) of the control file reads; the nearest name is "ROLE"',
  ],
  [
    'commas',
    lines(ALL.replaceAll('\t', ','), ','),
    'its names are separated by commas, where tabs are expected. Separate its cells by tabs, or set "separator": "," for it in the control file',
  ],
  [
    'semicolons',
    lines(ALL.replaceAll('\t', ';'), ';'),
    'its names are separated by semicolons, where tabs are expected. Separate its cells by tabs, or set "separator": ";" for it in the control file',
  ],
  [
    'blanks',
    lines(ALL.replaceAll('\t', '   '), '   '),
    'its names are separated by blanks, where tabs are expected. Separate its cells by tabs',
  ],
  ['a blank behind a name', lines(`${ALL} `), 'its column 5 has blanks around its name "role"'],
  [
    'a blank before a name',
    lines(ALL.replace('email', '\u00a0email')),
    'its column 4 has blanks around its name "email"',
  ],
  [
    'a name in quotes',
    lines(ALL.replace('role', '"role"')),
    'its column 5 has its name "role" in quotes, and quotes are not read',
  ],
  ['an invisible character', lines(`${ALL}\u200b`), 'its column 5 has U+200B in its name "role"'],
  [
    'no row of names',
    'SECRET\tAnn\tSECRETS\tann@SECRET.test\tSTAFF\n',
    'its first line has none of the names that the control file reads: the row with the names is missing',
  ],
]
for (const [what, text, words] of HEADS)
  fields(`lines with ${what} are refused in these words`, async () => assert.is(await said(text), words + NEXT))

fields('the right names are taken, whatever their order; so is what is optional', async () => {
  assert.is(await said(lines(ALL)), null)
  assert.is(await said(lines(ALL.split('\t').reverse().join('\t'))), null)
  assert.is(await said(`${ALL}\n`), null)
  assert.is(await said(lines(ALL.replace('\trole', '\tother')), { optional: ['role'] }), null)
  const separator = { ...TSV, separator: ',' }
  assert.is(await said(lines(ALL.replaceAll('\t', ','), ','), { spec: separator }), null)
})

const everyone = range(1, 31)
const HEAD = 'username\tnameFirst\tnameLast\temail\taccount\tjob'

/** Thirty people, each with a job, in lines under these names. */
function writeLines(here: Place, head: string): void {
  const job = field('job', 'job', 'profile')
  writeFeed(here, [], {
    instructions: [...PLAIN, field('account', 'account', 'user:tags'), job],
    files: { users: TSV },
  })
  const cells = everyone.map((n) => [...Object.values(recordOf(n)), 'Cook'].join('\t'))
  writeFileSync(join(folderOf(here), 'users'), `${[head, ...cells].join('\n')}\n`)
}

fields('a column that is renamed takes nothing from anybody: gather-contacts and doctor say which one', () =>
  at(world([userOf(90, { user_fields: { role: 'x' }, external_id: null })]), async (here) => {
    const map = { attributes: { title: 'profile/job' } }
    toZendesk(here, { ...map, optional: [] }, { attributes: { title: 'user_fields.role' } })
    writeLines(here, HEAD)
    await again(here, 'create 30 applied')
    assert.is(userNamed(here, 'person1').user_fields?.['role'], 'Cook')
    writeLines(here, HEAD.replace('job', 'Job'))
    const before = here.text('contacts.json')
    const words =
      'feed file users: it has no column "job", which instructions.5 (field) of the control file reads; the nearest name is "Job"'
    for (const script of ['gather-contacts', 'doctor']) {
      const { code, said: output } = await here.run(script)
      assert.is(code, 7, output)
      assert.match(output, words)
    }
    assert.is(here.text('contacts.json'), before)
    toZendesk(here, { ...map, optional: ['job'] }, { attributes: { title: 'user_fields.role' } })
    assert.is((await here.run('gather-contacts')).code, 0)
  }),
)

fields.run()
