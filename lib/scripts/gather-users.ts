// The stage gather-users: the target's users in, a snapshot out.

import { users } from '../artifacts/files.ts'
import { hasPlaceAsId } from '../artifacts/key.ts'
import { finish, newArtifact } from '../artifacts/write.ts'
import { countsLine } from '../cli/progress-line.ts'
import type { Done, Run } from '../cli/stage.ts'
import { uncheckableWords } from '../core/protection.ts'
import { Failure, foreseen } from '../errors/failure.ts'
import { publishAndKeep } from '../plan/publish-alone.ts'
import { contactsOf, headOfSnapshot } from '../plan/snapshot-head.ts'
import { writtenSince } from '../plan/written-users.ts'
import { dropLastUsers, keepLastUsers } from '../targets/last-users.ts'
import { beginUserRead, type UserRead } from '../targets/read-users.ts'
import type { Target } from '../targets/target.ts'

/** target -> users.json */
export async function gatherUsers(run: Run): Promise<Done> {
  const { instance, count, countOf, person } = run
  const target = await instance.target(run)
  const file = newArtifact(users)
  const head = headOfSnapshot(run, target.from, instance.planInputs.users)
  const {
    read,
    said,
    users: found,
  } = await (person === null
    ? beginUserRead(target, {
        ...head,
        now: run.now,
        count,
        state: instance.state,
        writtenSince: (time) => writtenSince(instance.folder, time),
      })
    : readPerson(person, target, run))
  let isBase = read !== undefined
  for await (const user of found) {
    file.add(user)
    if (hasPlaceAsId(user)) isBase = false
    count('users')
    if (user.protected !== null) count('protected')
    if (!user.person.active) count('removed')
  }
  // The read of one person proves nothing about other users.
  const uncheckable = person === null ? [...(target.uncheckable?.() ?? [])] : []
  const all = { ...head, uncheckable, ...(read && { read }) }
  const finished = finish(file, all, { pages: countOf('pages'), complete: person === null })
  await publishAndKeep(run, [finished], () => {
    if (isBase) keepUsers(run)
    else if (person === null) dropLastUsers(instance.state)
  })
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
  return { line: said === null ? line : `${line}; ${said}` }
}

/** Keeps the users for the next read. A state that cannot be written costs time and nothing else. */
function keepUsers({ instance: { folder, name, state }, say }: Run): void {
  try {
    keepLastUsers(folder, state)
  } catch (error) {
    const known = foreseen(error)
    if (!(known instanceof Failure)) throw error
    say(`gather-users ${name}: the next read is full: ${known.message}`)
  }
}

/** A user with the external id of one of this person's contacts is also claimed by it. */
async function readPerson(person: string, { findUsers }: Target, run: Run): Promise<UserRead> {
  const externalIds = (await contactsOf(person, run)).map(({ externalId }) => externalId)
  return { users: await findUsers({ emails: [person], externalIds }), said: null }
}
