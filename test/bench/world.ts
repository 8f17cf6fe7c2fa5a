// Two snapshots of any size for the benchmark of compare, written by the project's own writer: the same people for the
// same size. 5 of 100 people differ in a field, 1 is new and 1 has left.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '../../lib/artifacts/digest.ts'
import { contacts, organizations, users } from '../../lib/artifacts/files.ts'
import type { Contact, Organization, User } from '../../lib/artifacts/records.ts'
import { finish, newArtifact, publish } from '../../lib/artifacts/write.ts'
import { type Instance, instances } from '../../lib/config/config.ts'

const ORGANIZATIONS = 2_000

/** The settings that ship, with files of any age: compare needs no secret of them. */
function settingsOf() {
  const settings = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'sync.config.json'), 'utf8'))
  const { 'us-gov': bench } = settings.instances
  return { instances: { bench: { ...bench, maxAge: '8760h' } } }
}

const FIRST_NAMES = ['Ana', 'Bo', 'Chidi', 'Dana', 'Emeka', 'Fatima', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Kim', 'Lena']
const LAST_NAMES = ['Adler', 'Berg', 'Costa', 'Diaz', 'Ekman', 'Fischer', 'Garcia', 'Haddad', 'Ito', 'Jansen', 'Okafor']

/** One person on both sides; `n` decides everything about them. */
function personOf(n: number): { contact: Contact; user: User } {
  const [first, last] = [FIRST_NAMES[n % FIRST_NAMES.length]!, LAST_NAMES[n % LAST_NAMES.length]!]
  const home = (n * 7919) % ORGANIZATIONS
  const key = `${first}.${last}.${n}@customer-${home}.example`.toLowerCase()
  const externalId = `salesforce:003Hp0000${String(n).padStart(9, '0')}`
  const person = {
    active: true,
    attributes: { not_in_sfdc: null },
    groups: [],
    name: `${first} ${last}`,
    organization: String(360_000_000_000 + home),
  }
  return {
    contact: { account: accountOf(home), email: key, externalId, key, person, problem: null, similarNames: [] },
    user: {
      email: key,
      externalId,
      foreignId: null,
      id: String(380_000_000_000 + n),
      key,
      otherEmails: [],
      person,
      protected: null,
    },
  }
}

const accountOf = (n: number) => `001Hp0000${String(n).padStart(9, '0')}`

const organizationOf = (n: number): Organization => ({
  id: String(360_000_000_000 + n),
  key: accountOf(n),
  name: `Customer ${n}`,
})

/** The flags of `compare` for a folder that `writeWorld` filled. */
export const flagsFor = (folder: string) => ['--data', folder, '--config', join(folder, 'sync.config.json')]

/** Writes settings and snapshots of `people` users and contacts into a folder; the instance is called `bench`. */
export function writeWorld(folder: string, people: number): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'sync.config.json'), JSON.stringify(settingsOf()))
  const [instance] = instances({ file: join(folder, 'sync.config.json'), data: folder, environment: process.env })
  const files = filesOf()
  for (let n = 0; n < ORGANIZATIONS; n++) files.organizations.add(organizationOf(n))
  for (let n = 0; n < people; n++) {
    const { contact, user } = personOf(n)
    const fate = (n * 31) % 100
    if (fate !== 0) files.users.add(user)
    if (fate > 0 && fate < 6) contact.person = { ...contact.person, name: `${contact.person.name} Jr.` }
    if (fate !== 99) files.contacts.add(contact)
  }
  publishAll(instance!, files)
}

type Files = ReturnType<typeof filesOf>
const filesOf = () => ({
  organizations: newArtifact(organizations),
  users: newArtifact(users),
  contacts: newArtifact(contacts),
})

function publishAll({ folder, planInputs }: Instance, files: Files): void {
  const head = { instance: 'bench', gathered: new Date().toISOString(), from: 'bench', person: null }
  const digest = files.organizations.digest()
  const inputs = { organizations: digest, groups: digestOf([]) }
  publish(
    folder,
    finish(files.organizations, { ...head, settings: digestOf(planInputs.organizations) }),
    finish(files.users, { ...head, settings: digestOf(planInputs.users), uncheckable: [] }),
    finish(files.contacts, { ...head, settings: digestOf(planInputs.contacts), doubt: null, inputs }),
  )
}
