// The people of Gluu. They have their own random numbers, so that all other parts stay equal.

import { chances } from '../parts/chance.ts'
import { slug } from '../parts/names.ts'
import { contactKey, contactName, mainContacts } from '../salesforce/main-contacts.ts'
import type { Contact, SalesforceStore } from '../salesforce/store.ts'
import type { Organization, ZendeskStore } from '../zendesk/store.ts'
import { dnOf, type GluuGroup, type GluuStore, type GluuUser, gluuStore } from './store.ts'

/** How many of each there are; the other people have an account that is active. */
export const gluuCounts = {
  people: 1500,
  inactive: 30,
  expired: 20,
  register: 5, // without a confirmed address
  severalMails: 60,
  members: 60, // of each group
} as const

/** Two years begin here. */
const FIRST = Date.UTC(2024, 10, 18)
const MINUTES = 730 * 1440

interface Filled {
  zendesk: ZendeskStore
  salesforce: SalesforceStore
  gluu: GluuStore
}

/** Fills `world.gluu` after the contacts of `world`. */
export function populateGluu(world: Filled, seed: number) {
  const { next, below, uuid: inum, shuffle } = chances(seed ^ 0x61_0000)
  const at = (minute: number) => new Date(FIRST + minute * 60_000 + below(60_000)).toISOString().replace('.000Z', 'Z')

  const taken = new Set<string>()
  /** The part before the @, with a number if it is taken. */
  function uidOf(email: string): string {
    const part = email.split('@')[0]!
    let uid = part
    for (let n = 2; taken.has(uid); n++) uid = `${part}${n}`
    taken.add(uid)
    return uid
  }

  function person(one: Contact, gluuStatus: GluuUser['gluuStatus'], hasOther: boolean): GluuUser {
    const email = contactKey(one)
    const uid = uidOf(email)
    const [givenName = '', ...rest] = contactName(one).split(' ')
    const sn = rest.join(' ') || givenName
    const made = below(MINUTES)
    const changed = made + 1 + below(MINUTES - made)
    return {
      inum: inum(),
      uid,
      mail: hasOther ? [email, `${slug(givenName)}.${slug(sn)}@home.example`] : email,
      givenName,
      sn,
      cn: contactName(one),
      displayName: contactName(one),
      gluuStatus,
      oxCreationTimestamp: at(made),
      // A third of the users has not changed since their creation.
      ...(next() < 0.66 && { updatedAt: at(changed) }),
      account: one.AccountId ?? '',
    }
  }

  const { people, inactive, expired, register, severalMails, members } = gluuCounts
  const states: GluuUser['gluuStatus'][] = [
    ...Array(inactive).fill('inactive'),
    ...Array(expired).fill('expired'),
    ...Array(register).fill('register'),
  ]
  // The main job leaves out contacts whose account has no organization.
  const settled = new Set(world.zendesk.organizations.map((one) => accountOf(one)))
  const mainly = mainContacts(world.salesforce).filter(
    ({ AccountId }) => AccountId !== null && settled.has(AccountId.slice(0, 15)),
  )
  const chosen = shuffle(mainly).slice(0, people)
  const hasOther = (n: number) => n >= states.length && n < states.length + severalMails
  const users = shuffle(chosen.map((one, n) => person(one, states[n] ?? 'active', hasOther(n))))

  const groups = ['Support', 'Billing'].map((displayName): GluuGroup => {
    const group = { inum: inum(), displayName, members: [] as string[] }
    for (const one of shuffle(users).slice(0, members)) {
      group.members.push(one.inum)
      one.memberOf = [...[one.memberOf ?? []].flat(), dnOf(group)]
    }
    return group
  })
  // As a world file would have it, with its order of fields.
  world.gluu = gluuStore.parse({ users, groups })
}

/** The first 15 characters of an organization's account: the last 3 follow from them, and may be missing. */
const accountOf = ({ organization_fields }: Organization) =>
  String(organization_fields['salesforce_id'] ?? '')
    .trim()
    .slice(0, 15)
