// The health checks of a Gluu server.

import { clockOf, type HealthCheck } from '../../connector/check.ts'
import type { Progress } from '../../connector/progress.ts'
import { isUnreadable } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { AnsweredFailure } from '../../http/outcome.ts'
import { pace } from '../../http/pace.ts'
import { commonChecks, SAMPLE_USERS } from '../../scim/checks.ts'
import { field, type Resource } from '../../scim/path.ts'
import type { ScimService } from '../../scim/service.ts'
import { waysInWords } from '../leavers.ts'
import { absence } from './absence.ts'
import { entryOfUser, isCommon, type Values, valuesOf } from './entry.ts'
import { type GluuSettings, products } from './settings.ts'
import { nextStep, PROTECTIONS, protectionOf } from './uma.ts'

const DAY_MS = 86_400_000

/** The checks of one server. */
export function checks({
  call,
  service,
  settings,
  progress,
}: {
  call: Call
  service: ScimService
  settings: GluuSettings
  progress: Progress
}): HealthCheck[] {
  const { at } = service
  const { account, attributes, key, product, status } = settings
  const some = () => call('GET', at('Users'), { query: { startIndex: 1, count: SAMPLE_USERS } })
  const total = (body: unknown) => Number(field(body, 'totalResults'))
  const mapped = Object.values(attributes).flatMap((place) =>
    typeof place === 'string' ? [place.replace('[]', '')] : [],
  )
  const others = [account, status?.attribute].filter((name) => name !== undefined)
  const named = [...new Set([key, ...others, ...mapped])]

  return [
    {
      name: 'sign-in',
      run: async () => {
        const asking = call('GET', at('Users'), { query: { startIndex: 1, count: 1 } })
        const failure = await asking.then(
          () => null,
          (error: unknown) => error,
        )
        const isAnswered = failure instanceof AnsweredFailure || !(failure instanceof Failure)
        if (!isAnswered && failure.code === exit.remote) throw failure
        const met = await protectionOf(settings, pace())
        if (failure instanceof Failure)
          throw new Failure(
            failure.code,
            `${failure.message}. Its SCIM API is ${PROTECTIONS[met]}${nextStep(met, settings.protection)}`,
          )
        if (failure !== null) throw failure
        return `as a client that may read users; its SCIM API is ${PROTECTIONS[met]}`
      },
    },
    {
      name: 'users',
      run: async () => {
        const n = total((await some()).body)
        if (n > 0) return n.toLocaleString('en')
        throw new Failure(exit.input, 'there are none. Check what the client may see')
      },
    },
    {
      name: 'changes',
      run: async () => {
        const timeStamp = new Date(Date.now() - DAY_MS).toISOString()
        const { body } = await call('GET', products[product].updated, { query: { timeStamp, start: 0, pageSize: 1 } })
        if (Array.isArray(field(body, 'results'))) return 'it tells who was made or changed'
        throw new Failure(exit.input, `${products[product].updated} answers something else. Check source.product`)
      },
    },
    {
      name: 'attributes',
      run: async () => {
        const users = (field((await some()).body, 'Resources') ?? []) as Resource[]
        const entries = users.map(entryOfUser)
        const lacking = named.find((name) => !isCommon(name) && entries.every((one) => isNone(valuesOf(one, name))))
        if (lacking === undefined) return named.join(', ')
        const what = `none of the first ${users.length} users has ${lacking} in its SCIM extension`
        throw new Failure(exit.input, `${what}. Let SCIM show it (oxTrust: Attributes, SCIM Attribute), or fix source`)
      },
    },
    commonChecks(service, 'source', { attributes: {}, groups: false }).paging,
    {
      name: 'absence',
      run: async () => {
        const users = (field((await some()).body, 'Resources') ?? []) as Resource[]
        const { ways } = absence(service, settings, { entries: users.map(entryOfUser), progress })
        return waysInWords(await ways())
      },
    },
    { name: 'clock', run: async () => clockOf(await some()) },
  ]
}

/** Whether an attribute is missing: an unreadable value is not. */
const isNone = (values: Values) => !isUnreadable(values) && values.length === 0
