// The world that ships: every row of docs/decisions.md, and nobody who ends as a conflict or a failure for ever.

import { companyNames, familyNames, slug } from '../parts/names.ts'
import type { Account, Contact } from '../salesforce/store.ts'
import { systemNames, systemOf, type World } from '../systems.ts'
import type { User } from '../zendesk/store.ts'
import { builder, type Home, type Named } from './build.ts'
import { respell } from './spellings.ts'

/** How many of each. Those of `people` are users, contacts or pairs, and make up the 2,500 users. */
export const counts = {
  organizations: { ordinary: 274, shortId: 8, blanksAround: 5, withoutId: 6, garbageId: 3, twins: 2 },
  people: {
    equal: 1962,
    created: 120,
    renamed: 90,
    moved: 60,
    returned: 15, // marked, and their contact is there again
    addressChanged: 12, // found by external id, at an address that is none of theirs
    secondaryAddress: 10,
    absent: 205,
    inactive: 25, // no contact but an inactive one: absent too, which makes 230, over the limit of 200
    marked: 60, // by an earlier sync, and still without a contact
    staff: 12,
    gitlabEndUsers: 6,
    suspended: 5,
    suspendedAndRenamed: 5,
    withoutAddress: 3,
    folded: 15, // two contacts, one address, one account, one user
    foldedNew: 10, // the same without a user
    torn: 5, // two contacts, one address, two accounts, one user
    tornNew: 5,
    twoContactsOneUser: 2,
    oneContactTwoUsers: 2,
    twinAccount: 4, // of an account with two organizations, with a user
    twinAccountNew: 4,
    unusableAddress: 6,
    gitlabContacts: 2,
    otherRole: 25, // from here on: contacts that the query does not return
    withoutEmail: 10,
    withoutAccount: 5,
    elsewhere: 30, // of accounts that Zendesk has no organization for
  },
  accountsElsewhere: 12,
} as const

const unusable = ['{} at acorn.example', '{}', '{}@@acorn.example', '{}@acorn example', '@acorn.example', '{}@']

/** The world of a seed: the same seed, the same world, to the byte. */
export function generate(seed = 1): World {
  const { world, next, below, pick, chance, recordId, account, home, person, contact, user, join, shuffle } =
    builder(seed)
  const homes: Home[] = []
  const twins: Home[] = []
  const elsewhere: Account[] = []
  let settled = 0 // the first of those who stay go one to each company, so that none loses everybody
  let broken = 0

  const linked = ({ Id }: { Id: string }) => ({ external_id: `salesforce:${Id}` })
  const marked = { user_fields: { not_in_sfdc: true } }
  const secondary = (value: string) => ({ identities: [{ type: 'email', value, verified: true }] })

  /** Six in ten were made by an earlier sync; few belong to something else, or to a contact that was merged away. */
  function linkedOrNot(owner: { Id: string }) {
    if (chance(0.6)) return linked(owner)
    if (chance(0.02)) return linked({ Id: recordId('0035e') })
    return { external_id: chance(0.05) ? `crm-${world.zendesk.users.length}` : null }
  }

  /** Companies differ in size. */
  const anyHome = () => homes[Math.floor(next() ** 2 * homes.length)]!
  const otherHome = (than: Home) => homes[(homes.indexOf(than) + 1 + below(homes.length - 1)) % homes.length]!

  const otherName = ({ name }: Named) => {
    const [first] = name.split(' ')
    const last = pick(familyNames)
    return name === `${first} ${last}` ? `${first} ${last}-${pick(companyNames)}` : `${first} ${last}`
  }
  /** The same name as another hand writes it: blanks, or letters and marks apart. */
  const sloppy = (name: string) => {
    if (chance(0.3)) return name.normalize('NFD')
    return chance(0.5) ? name.replace(' ', '  ') : `${name} `
  }
  const shouted = (email: string) =>
    chance(0.5) ? email.toUpperCase() : ` ${email.replace(/^./, (c) => c.toUpperCase())} `

  function equal(at: Home) {
    const who = person(at.domain)
    const untidy = chance(0.04)
    const inSalesforce = untidy && chance(0.7)
    const Email = chance(0.05) ? shouted(who.email) : who.email
    const made = contact({ name: inSalesforce ? sloppy(who.name) : who.name, email: Email }, at.account)
    const name = untidy && !inSalesforce ? sloppy(who.name) : who.name
    const other = chance(0.03) ? secondary(`private.${who.email}`) : {}
    const one = user({ ...who, name }, at.organization, { ...linkedOrNot(made), ...other })
    if (chance(0.008)) join(one, otherHome(at).organization, false)
  }

  /** Somebody in Salesforce, and the user `more` says there is. */
  function pair(at: Home, more: (who: Named, made: Contact) => Partial<User>, organization = at.organization) {
    const who = person(at.domain)
    const made = contact(who, at.account)
    user(who, organization, { ...linkedOrNot(made), ...more(who, made) })
  }

  function twice(at: Home, second: Account, users: 'with user' | 'without') {
    const who = person(at.domain)
    const lowest = contact(who, at.account)
    const other = contact({ name: chance(0.5) ? who.name : otherName(who), email: shouted(who.email) }, second)
    if (users === 'with user') user(who, at.organization, linkedOrNot(chance(0.7) ? lowest : other))
  }

  const departed = (): Partial<User> => linkedOrNot({ Id: recordId('0035e') })

  /** One of each kind, at a company by chance. */
  const make: Record<keyof typeof counts.people, (at: Home) => unknown> = {
    equal: () => equal(homes[settled++] ?? anyHome()),
    created: (at) => {
      const { name, email } = person(at.domain)
      contact({ name: chance(0.1) ? sloppy(name) : name, email }, at.account)
    },
    renamed: (at) => pair(at, (who) => ({ name: otherName(who) })),
    moved: (at) => pair(at, () => ({}), otherHome(at).organization),
    returned: (at) => pair(at, () => marked),
    addressChanged: (at) => pair(at, (_, made) => ({ ...linked(made), email: person(at.domain).email })),
    secondaryAddress: (at) => pair(at, ({ email }) => ({ email: person(at.domain).email, ...secondary(email) })),
    absent: (at) => user(person(at.domain), chance(0.1) ? null : at.organization, departed()),
    inactive: (at) => {
      const who = person(at.domain)
      user(who, at.organization, linked(contact(who, at.account, { Inactive_Contact__c: true })))
    },
    marked: (at) => user(person(at.domain), at.organization, { ...departed(), ...marked }),
    staff: () => {
      const isFirst = !world.zendesk.users.some(({ role }) => role === 'admin')
      const who = person(chance(0.8) ? 'gitlab.com' : 'partner.example')
      if (isFirst) Object.assign(who, { name: 'Sync Service', email: 'sync-service@gitlab.com' })
      user(who, null, { role: isFirst || chance(0.3) ? 'admin' : 'agent' })
    },
    gitlabEndUsers: () => user(person('gitlab.com'), null),
    suspended: (at) => user(person(at.domain), at.organization, { ...departed(), suspended: true }),
    suspendedAndRenamed: (at) => pair(at, (who) => ({ name: otherName(who), suspended: true })),
    withoutAddress: () => user(person('phone.example'), null, { email: null, phone: '+1 202 555 0100' }),
    folded: (at) => twice(at, at.account, 'with user'),
    foldedNew: (at) => twice(at, at.account, 'without'),
    torn: (at) => twice(at, otherHome(at).account, 'with user'),
    tornNew: (at) => twice(at, otherHome(at).account, 'without'),
    twoContactsOneUser: (at) => pair(at, () => linked(contact(person(at.domain), at.account))),
    oneContactTwoUsers: (at) =>
      pair(at, (_, made) => {
        user(person(at.domain), at.organization, linked(made))
        return { external_id: null }
      }),
    twinAccount: () => pair(pick(twins), () => ({})),
    twinAccountNew: () => {
      const { domain, account } = pick(twins)
      contact(person(domain), account)
    },
    unusableAddress: (at) => {
      const { name } = person(at.domain)
      contact({ name, email: unusable[broken++ % unusable.length]!.replace('{}', slug(name)) }, at.account)
    },
    gitlabContacts: (at) => contact(person('gitlab.com'), at.account),
    otherRole: (at) =>
      contact(person(at.domain), at.account, { Role__c: pick([null, 'Billing', 'Security Contact;Billing']) }),
    withoutEmail: (at) => contact(person(at.domain), at.account, { Email: null }),
    withoutAccount: (at) => contact(person('nowhere.example'), at.account, { AccountId: null }),
    elsewhere: () => contact(person('elsewhere.example'), pick(elsewhere)),
  }

  const made = counts.organizations
  const ids: ((id: string) => string | null)[] = [
    ...Array(made.ordinary).fill((id: string) => id),
    ...Array(made.shortId).fill((id: string) => id.slice(0, 15)),
    ...Array(made.blanksAround).fill((id: string) => ` ${id} `),
  ]
  for (const salesforceId of shuffle(ids)) {
    const owner = account()
    homes.push(home(owner, salesforceId(owner.Id)))
  }
  for (let n = 0; n < made.withoutId; n++) home(account(), null)
  for (let n = 0; n < made.garbageId; n++) home(account(), ['n/a', 'TBD', '0015e-unknown'][n % 3]!)
  for (let n = 0; n < made.twins; n++) {
    const owner = account()
    twins.push(home(owner, owner.Id))
    home(owner, owner.Id, `${owner.Name} (old)`)
  }
  for (let n = 0; n < counts.accountsElsewhere; n++) elsewhere.push(account())

  const cases = Object.entries(counts.people).flatMap(([kind, n]) =>
    Array<keyof typeof make>(n).fill(kind as keyof typeof make),
  )
  for (const kind of shuffle(cases)) make[kind](anyHome())
  for (const name of systemNames) systemOf(name).populate?.(world, seed)
  respell(world)
  return world
}
