// The stage gather-organizations: the target's organizations and groups in, two snapshots out.

import { groups as groupsFile, organizations } from '../artifacts/files.ts'
import { isUnread } from '../artifacts/key.ts'
import type { Organization } from '../artifacts/records.ts'
import { addAll, finish, newArtifact } from '../artifacts/write.ts'
import { countsLine } from '../cli/progress-line.ts'
import type { Done, Run } from '../cli/stage.ts'
import { exit, Failure } from '../errors/failure.ts'
import { publishAlone } from '../plan/publish-alone.ts'
import { contactsOf, headOfSnapshot } from '../plan/snapshot-head.ts'

/**
 * target -> organizations.json, groups.json. Throws exit 9 if a target with organizations shows none with an account
 * id.
 */
export async function gatherOrganizations(run: Run): Promise<Done> {
  const { instance, countOf, person } = run
  const target = await instance.target(run)
  const head = headOfSnapshot(run, target.from, instance.planInputs.organizations)
  const accounts =
    person === null || !instance.hasOrganizations
      ? null
      : [...new Set((await contactsOf(person, run)).flatMap(({ account }) => account ?? []))]
  const kept = await addAll(newArtifact(organizations), withAccountKeys(target.organizations(accounts), run))
  const pages = countOf('pages')
  if (instance.hasOrganizations && person === null && countOf('organizations') === 0) {
    throw new Failure(
      exit.remote,
      `${target.from} shows no organization with an account id (${countOf('without an account id') + countOf(UNREADABLE)} without). ` +
        `Check the credential's role and instances.${instance.name}.target.accountField`,
    )
  }
  const managed = await addAll(newArtifact(groupsFile), target.groups())
  const complete = person === null
  await publishAlone(
    run,
    finish(kept, head, { pages, complete }),
    finish(managed, head, { pages: countOf('pages') - pages }),
  )
  const line = countsLine({
    organizations: countOf('organizations'),
    'without an account id': countOf('without an account id'),
    [UNREADABLE]: countOf(UNREADABLE),
    groups: managed.count,
  })
  return { line }
}

const UNREADABLE = 'with an unreadable account id'

/** Organizations with an account id, readable or not. No user of an organization with an unreadable one is removed. */
async function* withAccountKeys(found: AsyncIterable<Organization>, { instance, count }: Run) {
  for await (const organization of found) {
    if (isUnread(organization)) {
      count(UNREADABLE)
      yield organization
      continue
    }
    const key = instance.account(organization.key)
    count(key === null ? 'without an account id' : 'organizations')
    if (key !== null) yield { ...organization, key }
  }
}
