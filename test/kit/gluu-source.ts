// People in Gluu who go to Zendesk, and what of them is kept.

import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { markApplied } from '../../lib/sources/gluu/last-contacts.ts'
import { range } from './feed-folder.ts'
import { gluuUserOf, inumOf } from './gluu-settings.ts'
import type { Place } from './pipeline.ts'
import { compared, gathered, synced } from './stages.ts'
import { organizations, userOf } from './worlds.ts'

/** Thirty people in Gluu, nobody in Zendesk but one of another system. */
export const world = () => ({
  zendesk: {
    organizations: organizations(3),
    users: [userOf(90, { external_id: 'crm:1' })],
    organization_memberships: [],
  },
  gluu: { users: range(1, 31).map((n) => gluuUserOf(n)) },
})

export const inGluu = ({ box }: Place, n: number) => box.world.gluu.users.find(({ inum }) => inum === inumOf(n))!
export const userNamed = ({ box }: Place, n: number) =>
  box.world.zendesk.users.find(({ email }) => email === `person${n}@acme.test`)
export const isMarked = (here: Place, n: number) => userNamed(here, n)?.user_fields?.['not_in_sfdc'] === true

export const fold = ({ folder }: Place) => join(folder, 'state', 'contacts.full.json')
export const headOf = (here: Place) =>
  JSON.parse(readFileSync(fold(here), 'utf8')) as { full: string; watermark: string }

export async function again(here: Place, line: string): Promise<void> {
  await compared(here)
  const { code, line: said } = await synced(here)
  assert.equal([code, said], [0, line])
}

/** As if the plan of these contacts had been carried out. */
export const carriedOut = (here: Place) =>
  markApplied(join(here.folder, 'state'), String(here.json('contacts.json')['sha256']))

/** Everyone is gathered, and what that told is carried out. */
export async function first(here: Place): Promise<void> {
  await gathered(here, 'gather-organizations', 'gather-contacts')
  carriedOut(here)
}

export const recordsOf = (here: Place) => here.json('contacts.json').records

/** The next read is one of everyone. */
export const forget = (here: Place) => rmSync(fold(here))

/** Zendesk with the mark that ships; for mapped attributes. */
export const TARGET = {
  use: 'zendesk',
  url: '$ZENDESK_URL',
  clientId: '$ZENDESK_CLIENT_ID',
  clientSecret: '$ZENDESK_CLIENT_SECRET',
  accountField: 'organization_fields.salesforce_id',
  removal: { mark: { user_fields: { not_in_sfdc: true } } },
}
