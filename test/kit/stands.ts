// The simulators of every connector with the same people: a new connector adds one entry to `targets` or `sources`.

import { isDeepStrictEqual } from 'node:util'
import type { Contact, Person } from '../../lib/artifacts/records.ts'
import { progressCounts } from '../../lib/cli/progress-line.ts'
import { instances } from '../../lib/config/config.ts'
import { protection } from '../../lib/core/protection.ts'
import type { Source } from '../../lib/sources/source.ts'
import type { Target } from '../../lib/targets/target.ts'
import { entry as example } from '../example-target/example.ts'
import { simulator } from '../example-target/simulator.ts'
import { feedSource, recordOf, writeFeed } from './feed-folder.ts'
import { GLUU_SOURCE, gluuUserOf, inumOf } from './gluu-settings.ts'
import { type Place, place, type Shipped } from './pipeline.ts'
import { ENTERPRISE } from './scim.ts'
import { SCIM_SOURCE, SCIM_TARGET, scimUserOf } from './scim-settings.ts'
import { account, contactId, contactOf, userOf, worldOf } from './worlds.ts'
import { NAMED, ZEENEA_TARGET, zeeneaUserOf } from './zeenea-settings.ts'

/** A simulator whose people are the same for every connector; ids and keys are the connector's own. */
export interface Stand<T> {
  it: T
  /** Of a target: what it knows without credentials. */
  withoutCredentials(): Promise<Pick<Target, 'adapt' | 'targetProblem'>>
  /** Whether nobody has written to the system. */
  isUntouched(): boolean
  end(): void | Promise<void>
  /** The id of the person with this number, as the system has it. */
  id(n: number): string
  key(n: number): string
  /** Where everybody belongs; null where the target has no organizations. */
  home: string | null
  /** A contact that breaks a limit of the target, and the word that says so; null: it has no limits. */
  broken: { contact: Contact; word: string } | null
  /** Who is removed is gone, and not marked. */
  deletes?: true
  /** Who made a user, and its other addresses, are not kept. */
  keepsAddressesAlone?: true
  /** What a name is made of beside itself. */
  parts(name: string): Person['attributes']
  /** The groups of whoever is in none of the source's. */
  groups: string[]
}

const email = (n: number) => `person${n}@acme.test`

const TWO_ADDRESSES = [
  { value: email(2), type: 'work', primary: true },
  { value: 'second@acme.test', type: 'home' },
]

/** 1 is fine, 2 has a second address, 3 was removed by the sync, 4 is protected. */
const world = () => ({
  ...worldOf({
    equal: 0,
    contacts: [contactOf(1), contactOf(2), contactOf(3, { Name: '  Two   blanks ' })],
    users: [
      userOf(1),
      userOf(2, { identities: [{ type: 'email', value: 'second@acme.test' }] }),
      userOf(3, { user_fields: { not_in_sfdc: true } }),
      userOf(4, { role: 'agent' }),
    ],
  }),
  scim: {
    users: [
      scimUserOf(1),
      scimUserOf(2, { emails: TWO_ADDRESSES }),
      scimUserOf(3, { active: false }),
      scimUserOf(4, { active: false, externalId: 'hr:4' }),
    ],
  },
  zeenea: {
    permissionSets: [
      { id: 'admin', name: 'Super Admin' },
      { id: 'explorer', name: 'Explorer' },
    ],
    users: [...[1, 2, 3].map((n) => zeeneaUserOf(n)), { ...zeeneaUserOf(4), permissionSets: ['admin'] }],
  },
  gluu: { users: [gluuUserOf(1), gluuUserOf(2), gluuUserOf(3, { displayName: '  Two   blanks ' })] },
  directory: {
    users: [1, 2, 3].map((n) =>
      scimUserOf(n, {
        externalId: undefined,
        [ENTERPRISE]: { organization: account(n % 3) },
        ...(n === 3 && { displayName: '  Two   blanks ' }),
      }),
    ),
  },
})

/** Who breaks no limit of any target. */
export const contact: Contact = {
  account: account(1),
  email: 'ann@acme.test',
  externalId: 'salesforce:1',
  key: 'ann@acme.test',
  person: { active: true, attributes: { given: 'Ann' }, groups: [], name: 'Ann', organization: null },
  problem: null,
  similarNames: [],
}
const tooLong = {
  contact: { ...contact, person: { ...contact.person, name: 'x'.repeat(10_000) } },
  word: 'longer than',
}

async function stand<T>(
  make: (here: Place) => Promise<T>,
  change: (instance: Shipped) => void,
  own: Omit<Stand<T>, 'it' | 'key' | keyof ReturnType<typeof ofPlace>>,
): Promise<Stand<T>> {
  const here = await place(world(), {
    zendesk: { pageSize: 2 },
    salesforce: { pageSize: 2 },
    scim: { maxResults: 2 },
    directory: { maxResults: 2 },
  })
  here.settings(change)
  return { it: await make(here), key: email, ...ofPlace(here), ...own }
}

/** A query of GraphQL reads, a mutation only where it orders an export. */
const isRead = ({ method, path, body }: Place['box']['requests'][number]) =>
  method === 'GET' || /token/.test(path) || !/^mutation/.test((body as { query?: string } | null)?.query ?? 'mutation')

const ofPlace = (here: Place) => ({
  withoutCredentials() {
    return instance({ ...here, environment: () => ({}) }).withoutCredentials()
  },
  isUntouched: () => here.box.requests.every(isRead),
  end: () => here.end(),
})

/** People of the example, in its file. */
async function ofExample(): Promise<Stand<Target>> {
  const here = simulator(
    [1, 2, 3, 4].map((n) => ({
      id: `e${n}`,
      name: `Person ${n}`,
      emails: [email(n), ...(n === 2 ? ['second@acme.test'] : [])],
      externalId: `salesforce:${contactId(n)}`,
      active: n !== 3,
    })),
  )
  const before = here.people()
  const context = { source: 'salesforce', protection: protection([email(4)]), progress, write: true }
  const it = await example.load(example.settings.parse({ use: 'example', file: here.file, attributes: {} }), context)
  return {
    it,
    ...usual,
    broken: { contact: { ...contact, email: null }, word: 'no address' },
    home: null,
    id: (n) => `e${n}`,
    key: email,
    withoutCredentials: async () => it,
    isUntouched: () => isDeepStrictEqual(here.people(), before),
    end: here.end,
  }
}

/** The instance of a place. */
export const instance = (here: Place) =>
  instances({ file: here.config, data: here.data, environment: here.environment() })[0]!
const progress = { ...progressCounts(), say: () => undefined }

const asTarget = (here: Place) => instance(here).target(progress, { write: true })
const asSource = (here: Place) => instance(here).source(progress)

const usual = { parts: () => ({}), groups: [] as string[] }
const inZendesk = { ...usual, broken: tooLong, home: '901', id: (n: number) => String(5000 + n) }
const inScim = { ...usual, broken: null, home: null, id: (n: number) => `u${n}` }

/** Names of two words. */
const inZeenea = {
  broken: { contact: { ...contact, key: 'ann' }, word: 'has to be the key' },
  home: null,
  id: (n: number) => `z${n}`,
  deletes: true as const,
  keepsAddressesAlone: true as const,
  parts: (name: string) => ({ given: name.split(' ')[0]!, family: name.split(' ')[1]! }),
  groups: ['explorer'],
}

/** One entry a target; `example` is the one to copy. */
export const targets: Record<string, () => Promise<Stand<Target>>> = {
  example: ofExample,
  zendesk: () => stand(asTarget, () => undefined, inZendesk),
  scim: () => stand(asTarget, (one) => Object.assign(one, { target: SCIM_TARGET, scope: 'managed' }), inScim),
  zeenea: () => stand(asTarget, (one) => Object.assign(one, NAMED(ZEENEA_TARGET)), inZeenea),
}
/** One entry a source. */
export const sources: Record<string, () => Promise<Stand<Source>>> = {
  salesforce: () => stand(asSource, () => undefined, { ...inZendesk, id: contactId }),
  scim: () => stand(asSource, (one) => Object.assign(one, { source: SCIM_SOURCE }), inScim),
  gluu: () => stand(asSource, (one) => Object.assign(one, { source: GLUU_SOURCE }), { ...inScim, id: inumOf }),
  feed: () =>
    stand(
      (here) => {
        here.settings((one) => Object.assign(one, { source: feedSource(here) }))
        writeFeed(here, [recordOf(1), recordOf(2), recordOf(3, { nameFirst: '  Two   ', nameLast: ' blanks ' })])
        return asSource(here)
      },
      () => undefined,
      { ...inScim, id: email },
    ),
}
