// The routes of one kind of resources: listed, made, read, replaced, changed, deleted (RFC 7644, 3).

import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Answer, Asked, Routes } from '../http/remote.ts'
import { notFound, refused, scim } from './answers.ts'
import { list } from './list.ts'
import type { ScimOptions } from './options.ts'
import { patched } from './patch.ts'
import { selected } from './select.ts'
import type { Resource, Shelf } from './shelf.ts'
import { BEGINNING, showing, versionOf } from './show.ts'
import { isRow, type Row, resourceOf } from './values.ts'

/** The routes over what is on `shelf`. */
export function resources(shelf: Shelf, options: Partial<ScimOptions>): Routes {
  const { kind, records } = shelf
  const isById = (options.ids ?? 'shown') === 'shown' || kind.name !== 'User'
  const isVersioned = options.etag !== false && options.dialect !== 'bizagi'

  function called({ params, headers, method }: Asked): Resource {
    const name = decodeURIComponent(params['id'] ?? '')
    const isAddressed = (one: Resource) => isById || one.id !== name
    const record = records.find((one) => shelf.isCalled(one, name) && isAddressed(one))
    if (!record) throw notFound(`${kind.name} ${name}`)
    const wanted = method === 'GET' ? undefined : headers['if-match']
    const isOther = wanted !== undefined && wanted !== '*' && !wanted.split(/\s*,\s*/).includes(versionOf(record))
    if (isVersioned && isOther) throw refused(412, `${kind.name} ${name} has changed: it is ${versionOf(record)}`)
    return record
  }

  function answered(status: number, record: Resource, { origin, query }: Asked): Answer {
    const shown: Row = showing(shelf, options, origin)(record)
    const headers = {
      ...(isVersioned && { etag: versionOf(record) }),
      ...(status === 201 && options.location !== false && { location: String((shown['meta'] as Row)['location']) }),
    }
    return status === 204 ? { status, headers } : scim(status, selected(shown, query, kind), headers)
  }

  function sent(body: unknown): Row {
    const isResource = isRow(body) && Array.isArray(body['schemas']) && body['schemas'].includes(kind.schema.id)
    if (!isResource) throw refused(400, `schemas: expected "${kind.schema.id}"`, 'invalidSyntax')
    return resourceOf(body, kind, options)
  }

  /** Puts `next` where `before` is, or at the end. */
  function store(next: Resource, before: Resource | null): Resource {
    const lastModified = new Date().toISOString()
    const created = before ? BEGINNING : lastModified
    const meta = { created, ...(before?.['meta'] as Row | undefined), lastModified }
    const record = { ...shelf.checked(next, before), meta }
    records.splice(before ? records.indexOf(before) : records.length, before ? 1 : 0, record)
    return record
  }

  function patch(asked: Asked): Answer {
    const before = called(asked)
    const next = patched(before, asked.body, kind, options) as Resource
    if (isDeepStrictEqual(next, before)) return answered(204, before, asked)
    return answered(options.patchAnswers === 'nothing' ? 204 : 200, store(next, before), asked)
  }

  function remove(asked: Asked): Answer {
    const before = called(asked)
    const left = shelf.left(before)
    if (left) store(left, before)
    else records.splice(records.indexOf(before), 1)
    return { status: 204 }
  }

  function read(asked: Asked): Answer {
    const record = called(asked)
    const isSame = isVersioned && asked.headers['if-none-match'] === versionOf(record)
    return isSame ? { status: 304, headers: { etag: versionOf(record) } } : answered(200, record, asked)
  }

  const path = `/scim/v2${kind.endpoint}`
  return {
    [`GET ${path}`]: (asked) => list(shelf, options, asked),
    [`POST ${path}`]: (asked) => answered(201, store({ ...sent(asked.body), id: randomUUID() }, null), asked),
    [`GET ${path}/:id`]: read,
    [`PUT ${path}/:id`]: (asked) => {
      const before = called(asked)
      const usual = kind.name === 'User' ? { active: true } : {}
      return answered(200, store({ ...usual, ...sent(asked.body), id: before.id }, before), asked)
    },
    [`PATCH ${path}/:id`]: patch,
    [`DELETE ${path}/:id`]: remove,
  }
}
