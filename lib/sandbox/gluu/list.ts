// The lists of Gluu's SCIM, as in prepareSearchRequest and ListResponseJsonSerializer.

import type { RemoteRequest, RemoteResponse } from '../http/remote.ts'
import { urns } from '../scim/answers.ts'
import type { Resource } from '../scim/collection.ts'
import { filterOf } from '../scim/filter.ts'
import { lookupOf, sortResources } from '../scim/list.ts'
import type { ResourceType } from '../scim/resource-type.ts'
import { selectAttributes } from '../scim/select.ts'
import { gluuError, scimJson } from './answers.ts'

interface Listed {
  all: Resource[]
  type: ResourceType
  maxCount: number
}

/** A page of `all`. A count over `maxCount` is refused, and an empty page has neither startIndex nor itemsPerPage. */
export function gluuPage({ all, type, maxCount }: Listed, { query }: RemoteRequest): RemoteResponse {
  const [count, startIndex] = [Number(query.get('count') || maxCount), Number(query.get('startIndex') || 1)]
  if (!Number.isInteger(count) || !Number.isInteger(startIndex))
    return gluuError(404, 'count or startIndex is no number')
  if (count > maxCount) return gluuError(400, `Maximum number of results per page is ${maxCount}`, 'tooMany')
  const filter = query.get('filter')
  const found = sortResources({ type }, query, filter ? all.filter(filterOf(filter, lookupOf(type))) : all)
  const from = Math.max(1, startIndex)
  const total = { schemas: [urns.list], totalResults: found.length }
  if (count <= 0) return scimJson(total)
  const Resources = found.slice(from - 1, from - 1 + count).map((one) => selectAttributes(one, query, type))
  return scimJson({
    ...total,
    ...(Resources.length > 0 && { startIndex: from, itemsPerPage: Resources.length }),
    ...(found.length > 0 && { Resources }),
  })
}
