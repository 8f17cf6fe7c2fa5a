// The people of a shapes world as each source has them.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { controlValue, field, PLAIN } from '../../../kit/feed.ts'
import { folderOf } from '../../../kit/feed-folder.ts'
import { gluuUserOf, inumOf } from '../../../kit/gluu-settings.ts'
import type { Place } from '../../../kit/pipeline.ts'
import { ENTERPRISE } from '../../../kit/scim.ts'
import { personOf } from '../../../kit/service.ts'
import { account, accounts, contactId, contactOf } from '../../../kit/worlds.ts'
import { GROUPS, HOMES, type Person } from './people.ts'

type Truth = NonNullable<Person['truth']>

/** An account that no organization has. */
const ELSEWHERE = 77
const accountOf = ({ elsewhere, home }: Truth) => account(elsewhere ? ELSEWHERE : (home ?? ELSEWHERE))

const those = <T>(people: readonly Person[], make: (n: number, truth: Truth) => T): T[] =>
  people.flatMap(({ n, truth }) => (truth ? [make(n, truth)] : []))

export const salesforceOf = (people: readonly Person[]) => ({
  salesforce: {
    accounts: [...accounts(HOMES), { Id: account(ELSEWHERE), Name: 'Elsewhere' }],
    contacts: those(people, (n, truth) =>
      contactOf(n, {
        Name: truth.name,
        Email: truth.email,
        AccountId: accountOf(truth),
        Inactive_Contact__c: !truth.active,
        Title: truth.title,
      }),
    ),
  },
})

/** The second address of whoever has one. */
export const homeOf = (n: number) => `home${n}@home.test`

const membersOf = (people: readonly Person[], group: string) =>
  people.filter(({ truth }) => truth?.groups.includes(group)).map(({ n }) => ({ value: `d${n}` }))

/** A group an account; null: of an account that no organization has. */
const homeGroups = [0, 1, 2, 3, null].map((home) => ({ name: `Home ${home}`, home }))

/** The accounts of a SCIM service by group. */
export const ACCOUNTS_BY_GROUP = {
  groups: Object.fromEntries(homeGroups.map(({ name, home }) => [name, account(home ?? ELSEWHERE)])),
}

/** A SCIM service: groups `Support` and `Billing`, one group an account, and one of everybody. */
export const directoryOf = (people: readonly Person[]) => ({
  directory: {
    users: those(people, (n, { active, email, name, title, ...truth }) =>
      personOf(n, {
        userName: email,
        displayName: name,
        name: { givenName: name.split(' ')[0], familyName: name.split(' ').slice(1).join(' ') },
        active,
        emails: [
          { value: email, type: 'work', primary: true },
          ...(n % 3 === 0 ? [{ value: homeOf(n), type: 'home' }] : []),
        ],
        ...(title && { title }),
        userType: 'Employee',
        [ENTERPRISE]: { organization: accountOf({ active, email, name, title, ...truth }) },
      }),
    ),
    groups: [
      ...GROUPS.map((name, i) => ({ id: `t${i}`, displayName: name, members: membersOf(people, name) })),
      ...homeGroups.map(({ name, home }, i) => ({
        id: `h${i}`,
        displayName: name,
        members: those(people, (n, truth) => ({ n, truth }))
          .filter(({ truth }) => (truth.elsewhere ? null : truth.home) === home)
          .map(({ n }) => ({ value: `d${n}` })),
      })),
      {
        id: 'everybody',
        displayName: 'Everybody',
        members: those(people, (n) => ({ value: `d${n}` })),
      },
    ],
  },
})

export const gluuOf = (people: readonly Person[]) => ({
  gluu: {
    users: those(people, (n, truth) =>
      gluuUserOf(n, {
        mail: truth.email,
        displayName: truth.name,
        account: accountOf(truth),
        gluuStatus: truth.active ? 'active' : 'inactive',
        ...(truth.title && { title: truth.title }),
      }),
    ),
  },
})

/** What names a person in a source, after its word and a colon. */
export const sourceIds = {
  salesforce: ({ n }: Person) => contactId(n),
  scim: ({ n }: Person) => `d${n}`,
  gluu: ({ n }: Person) => inumOf(n),
  feed: ({ truth, was }: Person) => (truth ?? was)!.email,
}

export type FeedFormat = 'json' | 'tsv-with-name-row' | 'xml-attributes' | 'xml-text-of-children'

const COLUMNS = ['username', 'nameFirst', 'nameLast', 'email', 'account', 'job', 'note']

const recordsOf = (people: readonly Person[]) =>
  those(people, (n, truth): Record<string, string> => {
    const [nameFirst = '', ...rest] = truth.name.split(' ')
    const row = { username: truth.email, nameFirst, nameLast: rest.join(' '), email: truth.email }
    return { ...row, account: accountOf(truth), job: truth.title, note: `note ${n}` }
  })

/** The file of a feed; nobody is inactive in one: they are left out. */
export function feedFile(people: readonly Person[], format: FeedFormat): string {
  const records = recordsOf(people.filter(({ truth }) => truth?.active))
  const filled = records.map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== '')))
  if (format === 'json') return JSON.stringify(filled)
  if (format === 'tsv-with-name-row')
    return [COLUMNS, ...records.map((one) => COLUMNS.map((column) => one[column] ?? ''))]
      .map((cells) => `${cells.join('\t')}\n`)
      .join('')
  const inside = (one: Record<string, string>) =>
    format === 'xml-attributes'
      ? `<user ${Object.entries(one)
          .map(([name, value]) => `${name}="${value}"`)
          .join(' ')}/>`
      : `<user>${Object.entries(one)
          .map(([name, value]) => `<${name}>${value}</${name}>`)
          .join('')}</user>`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<users>\n${filled.map(inside).join('\n')}\n</users>\n`
}

export const feedPath = (here: Pick<Place, 'data'>) => join(folderOf(here), 'users')

/** Writes the file and its control file. */
export function writeFeed(here: Pick<Place, 'data'>, text: string, format: FeedFormat): void {
  const instructions = [...PLAIN, field('account', 'account', 'user:tags'), field('job', 'job', 'profile')]
  mkdirSync(folderOf(here), { recursive: true })
  writeFileSync(feedPath(here), text)
  const control = controlValue({ files: { users: { read: format } }, instructions })
  writeFileSync(join(folderOf(here), '_control'), JSON.stringify(control))
}
