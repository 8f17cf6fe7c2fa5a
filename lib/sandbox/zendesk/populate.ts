// The companies and people of a generated world, in Zendesk and in Salesforce: every row of docs/decisions.md. No
// record of it ends as a conflict or a failure at every run.

import { chances } from '../parts/chance.ts'
import { companyNames, familyNames, givenNames, slug } from '../parts/names.ts'
import { type NewPerson, salesforceRecords } from '../salesforce/generate.ts'
import type { Account, Contact, SalesforceStore } from '../salesforce/store.ts'
import { type Company, zendeskRecords } from './generate.ts'
import type { User, ZendeskStore } from './store.ts'

/** The number of each kind. Those of `people` are users, contacts or pairs; together they have 2,500 users. */
export const counts = {
  organizations: { ordinary: 274, shortId: 8, blanksAround: 5, withoutId: 6, garbageId: 3, twins: 2 },
  people: {
    equal: 1962,
    created: 120,
    renamed: 90,
    moved: 60,
    returned: 15, // marked, and their contact is there again
    addressChanged: 12, // found by external id, with an address that the contact does not have
    secondaryAddress: 10,
    absent: 205,
    inactive: 25, // their only contact is inactive: absent too, which makes 230, over the limit of 200
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

const UNUSABLE_ADDRESSES = [
  '{} at acorn.example',
  '{}',
  '{}@@acorn.example',
  '{}@acorn example',
  '@acorn.example',
  '{}@',
]

interface Populated {
  zendesk: ZendeskStore
  salesforce: SalesforceStore
}

/** Fills the empty `world.zendesk` and `world.salesforce`: the same for the same seed, to the byte. */
export function populateZendesk({ zendesk, salesforce }: Populated, seed: number): void {
  const random = chances(seed)
  const { next, below, pick, chance, shuffle } = random
  const { company, user, join } = zendeskRecords(zendesk, random)
  const { recordId, account, contact } = salesforceRecords(salesforce, random, unique)

  const taken = new Set<string>()
  const companies: Company[] = []
  const twins: Company[] = []
  const elsewhere: Account[] = []
  let filled = 0 // each of the first equal people goes to another company, so that no company loses all its users
  let unusableCount = 0

  /** The first text of `make` that no record has. */
  function unique(make: (attempt: number) => string): string {
    for (let attempt = 1; ; attempt++) {
      const text = make(attempt)
      if (taken.has(text)) continue
      taken.add(text)
      return text
    }
  }

  /** A person with a new address. */
  function newPerson(domain: string): NewPerson {
    const [first, last] = [pick(givenNames), pick(familyNames)]
    const name = chance(0.1) ? `${first} ${pick(familyNames)} ${last}` : `${first} ${last}`
    return { name, email: unique((n) => `${slug(first)}.${slug(last)}${n > 1 ? n : ''}@${domain}`) }
  }

  const linkTo = ({ Id }: { Id: string }) => ({ external_id: `salesforce:${Id}` })
  const mark = { user_fields: { not_in_sfdc: true } }
  const secondaryAddress = (value: string) => ({ identities: [{ type: 'email', value, verified: true }] })

  /**
   * The external id of a user. An earlier sync made six in ten; a few belong to another integration, or to a contact
   * that was merged away.
   */
  function externalIdFor(owner: { Id: string }) {
    if (chance(0.6)) return linkTo(owner)
    if (chance(0.02)) return linkTo({ Id: recordId('0035e') })
    return { external_id: chance(0.05) ? `crm-${zendesk.users.length}` : null }
  }

  /** A company by chance; companies differ in size. */
  const anyCompany = () => companies[Math.floor(next() ** 2 * companies.length)]!
  const otherCompany = (than: Company) =>
    companies[(companies.indexOf(than) + 1 + below(companies.length - 1)) % companies.length]!

  const otherName = ({ name }: NewPerson) => {
    const [first] = name.split(' ')
    const last = pick(familyNames)
    return name === `${first} ${last}` ? `${first} ${last}-${pick(companyNames)}` : `${first} ${last}`
  }
  /** The same name in another spelling: with blanks, or with letters and marks apart. */
  const respellName = (name: string) => {
    if (chance(0.3)) return name.normalize('NFD')
    return chance(0.5) ? name.replace(' ', '  ') : `${name} `
  }
  /** The same address in another case, or with blanks. */
  const respellAddress = (email: string) =>
    chance(0.5) ? email.toUpperCase() : ` ${email.replace(/^./, (c) => c.toUpperCase())} `

  function equal(at: Company) {
    const person = newPerson(at.domain)
    const isRespelled = chance(0.04)
    const inSalesforce = isRespelled && chance(0.7)
    const Email = chance(0.05) ? respellAddress(person.email) : person.email
    const record = contact({ name: inSalesforce ? respellName(person.name) : person.name, email: Email }, at.account)
    const name = isRespelled && !inSalesforce ? respellName(person.name) : person.name
    const other = chance(0.03) ? secondaryAddress(`private.${person.email}`) : {}
    const equalUser = user({ ...person, name }, at.organization, { ...externalIdFor(record), ...other })
    if (chance(0.008)) join(equalUser, otherCompany(at).organization)
  }

  /** A contact and its user, whose other fields `more` returns. */
  function pair(
    at: Company,
    more: (person: NewPerson, record: Contact) => Partial<User>,
    organization = at.organization,
  ) {
    const person = newPerson(at.domain)
    const record = contact(person, at.account)
    user(person, organization, { ...externalIdFor(record), ...more(person, record) })
  }

  /** Two contacts with the same address. */
  function twice(at: Company, second: Account, users: 'with user' | 'without') {
    const person = newPerson(at.domain)
    const lowest = contact(person, at.account)
    const other = contact(
      { name: chance(0.5) ? person.name : otherName(person), email: respellAddress(person.email) },
      second,
    )
    if (users === 'with user') user(person, at.organization, externalIdFor(chance(0.7) ? lowest : other))
  }

  /** The external id of a user whose contact is gone. */
  const linkToNone = (): Partial<User> => externalIdFor({ Id: recordId('0035e') })

  /** One person of each kind, at the company `at`. */
  const make: Record<keyof typeof counts.people, (at: Company) => unknown> = {
    equal: () => equal(companies[filled++] ?? anyCompany()),
    created: (at) => {
      const { name, email } = newPerson(at.domain)
      contact({ name: chance(0.1) ? respellName(name) : name, email }, at.account)
    },
    renamed: (at) => pair(at, (person) => ({ name: otherName(person) })),
    moved: (at) => pair(at, () => ({}), otherCompany(at).organization),
    returned: (at) => pair(at, () => mark),
    addressChanged: (at) => pair(at, (_, record) => ({ ...linkTo(record), email: newPerson(at.domain).email })),
    secondaryAddress: (at) =>
      pair(at, ({ email }) => ({ email: newPerson(at.domain).email, ...secondaryAddress(email) })),
    absent: (at) => user(newPerson(at.domain), chance(0.1) ? null : at.organization, linkToNone()),
    inactive: (at) => {
      const person = newPerson(at.domain)
      user(person, at.organization, linkTo(contact(person, at.account, { Inactive_Contact__c: true })))
    },
    marked: (at) => user(newPerson(at.domain), at.organization, { ...linkToNone(), ...mark }),
    staff: () => {
      const isFirst = !zendesk.users.some(({ role }) => role === 'admin')
      const person = newPerson(chance(0.8) ? 'gitlab.com' : 'partner.example')
      if (isFirst) Object.assign(person, { name: 'Sync Service', email: 'sync-service@gitlab.com' })
      user(person, null, { role: isFirst || chance(0.3) ? 'admin' : 'agent' })
    },
    gitlabEndUsers: () => user(newPerson('gitlab.com'), null),
    suspended: (at) => user(newPerson(at.domain), at.organization, { ...linkToNone(), suspended: true }),
    suspendedAndRenamed: (at) => pair(at, (person) => ({ name: otherName(person), suspended: true })),
    withoutAddress: () => user(newPerson('phone.example'), null, { email: null, phone: '+1 202 555 0100' }),
    folded: (at) => twice(at, at.account, 'with user'),
    foldedNew: (at) => twice(at, at.account, 'without'),
    torn: (at) => twice(at, otherCompany(at).account, 'with user'),
    tornNew: (at) => twice(at, otherCompany(at).account, 'without'),
    twoContactsOneUser: (at) => pair(at, () => linkTo(contact(newPerson(at.domain), at.account))),
    oneContactTwoUsers: (at) =>
      pair(at, (_, record) => {
        user(newPerson(at.domain), at.organization, linkTo(record))
        return { external_id: null }
      }),
    twinAccount: () => pair(pick(twins), () => ({})),
    twinAccountNew: () => {
      const { domain, account } = pick(twins)
      contact(newPerson(domain), account)
    },
    unusableAddress: (at) => {
      const { name } = newPerson(at.domain)
      contact(
        { name, email: UNUSABLE_ADDRESSES[unusableCount++ % UNUSABLE_ADDRESSES.length]!.replace('{}', slug(name)) },
        at.account,
      )
    },
    gitlabContacts: (at) => contact(newPerson('gitlab.com'), at.account),
    otherRole: (at) =>
      contact(newPerson(at.domain), at.account, { Role__c: pick([null, 'Billing', 'Security Contact;Billing']) }),
    withoutEmail: (at) => contact(newPerson(at.domain), at.account, { Email: null }),
    withoutAccount: (at) => contact(newPerson('nowhere.example'), at.account, { AccountId: null }),
    elsewhere: () => contact(newPerson('elsewhere.example'), pick(elsewhere)),
  }

  const numbers = counts.organizations
  const ids: ((id: string) => string | null)[] = [
    ...Array(numbers.ordinary).fill((id: string) => id),
    ...Array(numbers.shortId).fill((id: string) => id.slice(0, 15)),
    ...Array(numbers.blanksAround).fill((id: string) => ` ${id} `),
  ]
  for (const salesforceId of shuffle(ids)) {
    const owner = account()
    companies.push(company(owner, salesforceId(owner.Id)))
  }
  for (let n = 0; n < numbers.withoutId; n++) company(account(), null)
  for (let n = 0; n < numbers.garbageId; n++) company(account(), ['n/a', 'TBD', '0015e-unknown'][n % 3]!)
  for (let n = 0; n < numbers.twins; n++) {
    const owner = account()
    twins.push(company(owner, owner.Id))
    company(owner, owner.Id, `${owner.Name} (old)`)
  }
  for (let n = 0; n < counts.accountsElsewhere; n++) elsewhere.push(account())

  const cases = Object.entries(counts.people).flatMap(([kind, n]) =>
    Array<keyof typeof make>(n).fill(kind as keyof typeof make),
  )
  for (const kind of shuffle(cases)) make[kind](anyCompany())
}
