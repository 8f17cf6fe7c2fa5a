// The stage gather-users: the target's users in, a snapshot out.

import { users } from '../artifacts/files.ts'
import { finish, newArtifact } from '../artifacts/write.ts'
import { countsLine } from '../cli/progress-line.ts'
import type { Done, Run } from '../cli/stage.ts'
import { uncheckableWords } from '../core/protection.ts'
import { publishAlone } from '../plan/publish-alone.ts'
import { contactsOf, headOfSnapshot } from '../plan/snapshot-head.ts'

/** target -> users.json */
export async function gatherUsers(run: Run): Promise<Done> {
  const { instance, count, countOf, person } = run
  const target = await instance.target(run)
  const file = newArtifact(users)
  // A user with the external id of one of this person's contacts is also claimed by it.
  const found =
    person === null
      ? target.users()
      : await target.findUsers({
          emails: [person],
          externalIds: (await contactsOf(person, run)).map(({ externalId }) => externalId),
        })
  for await (const user of found) {
    file.add(user)
    count('users')
    if (user.protected !== null) count('protected')
    if (!user.person.active) count('removed')
  }
  // The read of one person proves nothing about other users.
  const uncheckable = person === null ? [...(target.uncheckable?.() ?? [])] : []
  const head = { ...headOfSnapshot(run, target.from, instance.planInputs.users), uncheckable }
  await publishAlone(run, finish(file, head, { pages: countOf('pages'), complete: person === null }))
  for (const rule of uncheckable)
    run.say(`gather-users ${instance.name}: ${uncheckableWords(rule)}: sync holds removals`)
  const line = countsLine({
    users: countOf('users'),
    protected: countOf('protected'),
    removed: countOf('removed'),
    unreadable: countOf('unreadable'),
    deleted: countOf('deleted'),
    'without an address': countOf('without an address'),
    'without a sign-in name': countOf('without a sign-in name'),
  })
  return { line }
}
