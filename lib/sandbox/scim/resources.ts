// The routes of a resource type: list, create, read, replace, patch, delete (RFC 7644, 3).

import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { RemoteRequest, RemoteResponse, Routes } from '../http/remote.ts'
import { isJsonObject, type JsonObject } from '../parts/json.ts'
import { resourceNotFound, scimRefusal, scimResponse } from './answers.ts'
import type { Collection, Resource } from './collection.ts'
import { resourcePage } from './list.ts'
import type { ScimOptions } from './options.ts'
import { applyPatch } from './patch.ts'
import { selectAttributes } from './select.ts'
import { BEGINNING, resourceView, versionOf } from './show.ts'
import { resourceOf } from './values.ts'

/** The routes of a collection. */
export function resourceRoutes(collection: Collection, options: Partial<ScimOptions>): Routes {
  const { type, records } = collection
  const isById = (options.ids ?? 'shown') === 'shown' || type.name !== 'User'
  const isVersioned = options.etag !== false && options.dialect !== 'bizagi'

  function findRecord({ params, headers, method }: RemoteRequest): Resource {
    const name = decodeURIComponent(params['id'] ?? '')
    const isAddressed = (one: Resource) => isById || one.id !== name
    const record = records.find((one) => collection.isCalled(one, name) && isAddressed(one))
    if (!record) throw resourceNotFound(`${type.name} ${name}`)
    const wanted = method === 'GET' ? undefined : headers['if-match']
    const isOther = wanted !== undefined && wanted !== '*' && !wanted.split(/\s*,\s*/).includes(versionOf(record))
    if (isVersioned && isOther) throw scimRefusal(412, `${type.name} ${name} has changed: it is ${versionOf(record)}`)
    return record
  }

  function respondWith(status: number, record: Resource, { origin, query }: RemoteRequest): RemoteResponse {
    const shown: JsonObject = resourceView(collection, options, origin)(record)
    const headers = {
      ...(isVersioned && { etag: versionOf(record) }),
      ...(status === 201 &&
        options.location !== false && { location: String((shown['meta'] as JsonObject)['location']) }),
    }
    return status === 204 ? { status, headers } : scimResponse(status, selectAttributes(shown, query, type), headers)
  }

  function parseResource(body: unknown): JsonObject {
    const isResource = isJsonObject(body) && Array.isArray(body['schemas']) && body['schemas'].includes(type.schema.id)
    if (!isResource) throw scimRefusal(400, `schemas: expected "${type.schema.id}"`, 'invalidSyntax')
    return resourceOf(body, type, options)
  }

  /** Stores `next` in the place of `before`, or at the end. */
  function saveRecord(next: Resource, before: Resource | null): Resource {
    const lastModified = new Date().toISOString()
    const created = before ? BEGINNING : lastModified
    const meta = { created, ...(before?.['meta'] as JsonObject | undefined), lastModified }
    const record = { ...collection.validate(next, before), meta }
    records.splice(before ? records.indexOf(before) : records.length, before ? 1 : 0, record)
    return record
  }

  function patch(request: RemoteRequest): RemoteResponse {
    const before = findRecord(request)
    const next = applyPatch(before, request.body, { type, rules: options }) as Resource
    if (isDeepStrictEqual(next, before)) return respondWith(204, before, request)
    return respondWith(options.patchAnswers === 'nothing' ? 204 : 200, saveRecord(next, before), request)
  }

  function remove(request: RemoteRequest): RemoteResponse {
    const before = findRecord(request)
    const left = collection.afterDeletion(before)
    if (left) saveRecord(left, before)
    else records.splice(records.indexOf(before), 1)
    return { status: 204 }
  }

  function readRecord(request: RemoteRequest): RemoteResponse {
    const record = findRecord(request)
    const isSame = isVersioned && request.headers['if-none-match'] === versionOf(record)
    return isSame ? { status: 304, headers: { etag: versionOf(record) } } : respondWith(200, record, request)
  }

  const path = `/scim/v2${type.endpoint}`
  return {
    [`GET ${path}`]: (request) => resourcePage(collection, options, request),
    [`POST ${path}`]: (request) =>
      respondWith(201, saveRecord({ ...parseResource(request.body), id: randomUUID() }, null), request),
    [`GET ${path}/:id`]: readRecord,
    [`PUT ${path}/:id`]: (request) => {
      const before = findRecord(request)
      const usual = type.name === 'User' ? { active: true } : {}
      return respondWith(200, saveRecord({ ...usual, ...parseResource(request.body), id: before.id }, before), request)
    },
    [`PATCH ${path}/:id`]: patch,
    [`DELETE ${path}/:id`]: remove,
  }
}
