// Zeenea's SCIM 2.0: the operations that it documents, over the people and permission sets that GraphQL has.

import { type Answer, type Asked, type Routes, routed } from '../http/remote.ts'
import { answerOf, notFound, refused, scim } from '../scim/answers.ts'
import { discovery, schemas } from '../scim/discovery.ts'
import { patched } from '../scim/patch.ts'
import { isRow, type Row, resourceOf } from '../scim/values.ts'
import { type PermissionSet, SUPER_ADMIN, type ZeeneaHolding, type ZeeneaUser } from './holding.ts'
import type { ZeeneaOptions } from './options.ts'
import type { People } from './people.ts'
import { isPlain, listed } from './scim-list.ts'
import { ruled, saidIn, typed, valueIn } from './scim-said.ts'
import { groupKind, groupTexts, shownGroup, shownUser, userKind, userTexts } from './scim-shapes.ts'

/** Answers what begins with /api/scim/v2 and is signed in. */
export function zeeneaScim(holding: ZeeneaHolding, people: People, options: Partial<ZeeneaOptions>) {
  const { scimTakesContacts = false, scimMembers = false } = options
  const kinds = [userKind, groupKind]

  function userAt({ params }: Asked): ZeeneaUser {
    const user = people.byId(params['id'] ?? '')
    if (!user) throw notFound(`User ${params['id']}`)
    return user
  }

  function listUsers(asked: Asked): Answer {
    const filter = asked.query.get('filter')
    if (filter !== null && !isPlain(filter)) throw refused(400, `filter: ${filter} is not supported`, 'invalidFilter')
    return listed(holding.users, userTexts, (user) => shownUser(holding, user), asked)
  }

  function createUser(asked: Asked): Answer {
    const { body } = asked
    typed(asked)
    const sent = resourceOf(isRow(body) ? body : {}, userKind, {})
    if (typeof sent['userName'] !== 'string') throw refused(400, 'userName is needed', 'invalidValue')
    // "When a user is created, no group is assigned to him."
    const user = ruled(() => people.create({ email: String(sent['userName']), ...saidIn(sent) }, scimTakesContacts))
    return scim(201, shownUser(holding, user))
  }

  function patchUser(asked: Asked): Answer {
    typed(asked)
    const user = userAt(asked)
    const before = shownUser(holding, user)
    const next = patched(before, asked.body, userKind, {})
    const isMoved = next['userName'] !== user.email || valueIn(next['emails']) !== user.email
    if (isMoved) throw refused(400, 'the email of a user cannot be changed', 'mutability')
    const said = saidIn(next)
    ruled(() => people.update(user, { ...said, phone: said.phone ?? null }))
    return scim(200, shownUser(holding, user))
  }

  function deleteUser(asked: Asked): Answer {
    ruled(() => people.remove(userAt(asked)))
    return { status: 204 }
  }

  function patchGroup(asked: Asked): Answer {
    const { params, body } = asked
    typed(asked)
    const set = holding.permissionSets.find(({ id }) => id === params['id'])
    if (!set) throw notFound(`Group ${params['id']}`)
    if (set.name === SUPER_ADMIN) throw refused(403, `${SUPER_ADMIN} cannot be modified`)
    const next = patched(shownGroup(holding, set), body, groupKind, {})
    const members = new Set(((next['members'] ?? []) as Row[]).map(({ value }) => String(value)))
    for (const id of members) if (!people.byId(id)) throw refused(400, `there is no user ${id}`, 'invalidValue')
    if (!next['displayName']) throw refused(400, 'displayName is needed', 'invalidValue')
    set.name = String(next['displayName'])
    if (next['externalId'] !== undefined) set.code = String(next['externalId'])
    for (const user of holding.users) {
      const others = user.permissionSets.filter((id) => id !== set.id)
      const isIn = others.length < user.permissionSets.length
      // Whoever comes into a group is in it after those of before, so that the export may show another.
      if (isIn !== members.has(user.id)) user.permissionSets = isIn ? others : [...others, set.id]
    }
    // Whether there is a body is not confirmed.
    return { status: 204 }
  }

  function listGroups(asked: Asked): Answer {
    const show = (set: PermissionSet) => {
      const { members, ...shown } = shownGroup(holding, set)
      return scimMembers && members ? { ...shown, members } : shown
    }
    return listed(holding.permissionSets, groupTexts, show, asked)
  }

  const routes: Routes = {
    'GET /scim/v2/Users': listUsers,
    'POST /scim/v2/Users': createUser,
    'GET /scim/v2/Users/:id': (asked) => scim(200, shownUser(holding, userAt(asked))),
    'PATCH /scim/v2/Users/:id': patchUser,
    'DELETE /scim/v2/Users/:id': deleteUser,
    'GET /scim/v2/Groups': listGroups,
    'PATCH /scim/v2/Groups/:id': patchGroup,
    ...discovery(kinds, { etag: false, maxResults: 1000 }),
    ...schemas(kinds),
  }
  const answer = routed(routes)
  return (asked: Asked): Answer => {
    try {
      // The parts of the other SCIM simulators know no /api.
      const found = answer({ ...asked, path: asked.path.replace(/^\/api/, ''), origin: `${asked.origin}/api` })
      // "Only supports the operations described": groups are not made, replaced or deleted, nor is one read alone.
      if (!found) throw refused(405, `${asked.method} ${asked.path} is not supported`)
      return found
    } catch (error) {
      return answerOf(error)
    }
  }
}
