// Zeenea's SCIM 2.0: the operations that it documents, over the people and permission sets that GraphQL has.

import { type RemoteRequest, type RemoteResponse, type Routes, router } from '../http/remote.ts'
import { isJsonObject, type JsonObject } from '../parts/json.ts'
import { resourceNotFound, responseOf, scimRefusal, scimResponse } from '../scim/answers.ts'
import { discoveryRoutes, schemaRoutes } from '../scim/discovery.ts'
import { applyPatch } from '../scim/patch.ts'
import { resourceOf } from '../scim/values.ts'
import type { ZeeneaOptions } from './options.ts'
import type { People } from './people.ts'
import { isPlainFilter, scimPage } from './scim-list.ts'
import { assertContentType, userChangeIn, valueIn, withScimErrors } from './scim-request.ts'
import { groupResource, groupTexts, groupType, userResource, userTexts, userType } from './scim-shapes.ts'
import { type PermissionSet, SUPER_ADMIN, type ZeeneaStore, type ZeeneaUser } from './store.ts'

/** Responds to signed-in requests below /api/scim/v2. */
export function zeeneaScim(store: ZeeneaStore, people: People, options: Partial<ZeeneaOptions>) {
  const { scimTakesContacts = false, scimMembers = false } = options
  const kinds = [userType, groupType]

  function userAt({ params }: RemoteRequest): ZeeneaUser {
    const user = people.byId(params['id'] ?? '')
    if (!user) throw resourceNotFound(`User ${params['id']}`)
    return user
  }

  function listUsers(request: RemoteRequest): RemoteResponse {
    const filter = request.query.get('filter')
    if (filter !== null && !isPlainFilter(filter))
      throw scimRefusal(400, `filter: ${filter} is not supported`, 'invalidFilter')
    return scimPage({ records: store.users, texts: userTexts, show: (user) => userResource(store, user) }, request)
  }

  function createUser(request: RemoteRequest): RemoteResponse {
    const { body } = request
    assertContentType(request)
    const sent = resourceOf(isJsonObject(body) ? body : {}, userType, {})
    if (typeof sent['userName'] !== 'string') throw scimRefusal(400, 'userName is needed', 'invalidValue')
    // "When a user is created, no group is assigned to him."
    const user = withScimErrors(() =>
      people.create({ email: String(sent['userName']), ...userChangeIn(sent) }, { takesContacts: scimTakesContacts }),
    )
    return scimResponse(201, userResource(store, user))
  }

  function patchUser(request: RemoteRequest): RemoteResponse {
    assertContentType(request)
    const user = userAt(request)
    const before = userResource(store, user)
    const next = applyPatch(before, request.body, { type: userType, rules: {} })
    const isMoved = next['userName'] !== user.email || valueIn(next['emails']) !== user.email
    if (isMoved) throw scimRefusal(400, 'the email of a user cannot be changed', 'mutability')
    const said = userChangeIn(next)
    withScimErrors(() => people.update(user, { ...said, phone: said.phone ?? null }))
    return scimResponse(200, userResource(store, user))
  }

  function deleteUser(request: RemoteRequest): RemoteResponse {
    withScimErrors(() => people.remove(userAt(request)))
    return { status: 204 }
  }

  function patchGroup(request: RemoteRequest): RemoteResponse {
    const { params, body } = request
    assertContentType(request)
    const set = store.permissionSets.find(({ id }) => id === params['id'])
    if (!set) throw resourceNotFound(`Group ${params['id']}`)
    if (set.name === SUPER_ADMIN) throw scimRefusal(403, `${SUPER_ADMIN} cannot be modified`)
    const next = applyPatch(groupResource(store, set), body, { type: groupType, rules: {} })
    const members = new Set(((next['members'] ?? []) as JsonObject[]).map(({ value }) => String(value)))
    for (const id of members) if (!people.byId(id)) throw scimRefusal(400, `there is no user ${id}`, 'invalidValue')
    if (!next['displayName']) throw scimRefusal(400, 'displayName is needed', 'invalidValue')
    set.name = String(next['displayName'])
    if (next['externalId'] !== undefined) set.code = String(next['externalId'])
    for (const user of store.users) {
      const others = user.permissionSets.filter((id) => id !== set.id)
      const isIn = others.length < user.permissionSets.length
      // A new group comes after the groups of before, so that the export may show another group.
      if (isIn !== members.has(user.id)) user.permissionSets = isIn ? others : [...others, set.id]
    }
    // Whether there is a body is not confirmed.
    return { status: 204 }
  }

  function listGroups(request: RemoteRequest): RemoteResponse {
    const show = (set: PermissionSet) => {
      const { members, ...shown } = groupResource(store, set)
      return scimMembers && members ? { ...shown, members } : shown
    }
    return scimPage({ records: store.permissionSets, texts: groupTexts, show }, request)
  }

  const routes: Routes = {
    'GET /scim/v2/Users': listUsers,
    'POST /scim/v2/Users': createUser,
    'GET /scim/v2/Users/:id': (request) => scimResponse(200, userResource(store, userAt(request))),
    'PATCH /scim/v2/Users/:id': patchUser,
    'DELETE /scim/v2/Users/:id': deleteUser,
    'GET /scim/v2/Groups': listGroups,
    'PATCH /scim/v2/Groups/:id': patchGroup,
    ...discoveryRoutes(kinds, { etag: false, maxResults: 1000 }),
    ...schemaRoutes(kinds),
  }
  const answer = router(routes)
  return (request: RemoteRequest): RemoteResponse => {
    try {
      // The parts of the other SCIM simulators know no /api.
      const found = answer({ ...request, path: request.path.replace(/^\/api/, ''), origin: `${request.origin}/api` })
      // "Only supports the operations described": groups cannot be created, replaced, deleted or read alone.
      if (!found) throw scimRefusal(405, `${request.method} ${request.path} is not supported`)
      return found
    } catch (error) {
      return responseOf(error)
    }
  }
}
