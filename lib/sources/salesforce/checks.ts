// What doctor looks at in Salesforce: sign-in, API version, the day's calls, contacts, clock.

import { clockOf, type Look } from '../../connector/check.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import type { SalesforceSettings } from './settings.ts'

/** The looks of one org; `connect` signs in, once. */
export function looks(connect: () => Promise<Call>, { accountField, version, where }: SalesforceSettings): Look[] {
  const asked = async (path: string, query = {}) => (await connect())('GET', `/services/data${path}`, { query })
  return [
    {
      what: 'sign-in',
      look: async () => {
        await connect()
        return 'with a token and an address of the org'
      },
    },
    {
      what: 'API version',
      look: async () => {
        const versions = ((await asked('')).body ?? []) as { version?: string }[]
        const known = Array.isArray(versions) ? versions.map((one) => String(one.version)) : []
        if (known.includes(version)) return `${version}; the newest is ${known.at(-1)}`
        throw new Failure(exit.input, `the org does not know ${version}. Set source.version, at most ${known.at(-1)}`)
      },
    },
    {
      what: "the day's calls",
      look: async () => {
        const { DailyApiRequests: day } = ((await asked(`/v${version}/limits`)).body ?? {}) as {
          DailyApiRequests?: { Max: number; Remaining: number }
        }
        if (!day) return 'it does not tell them'
        if (day.Remaining > 0) return `${day.Remaining.toLocaleString('en')} of ${day.Max.toLocaleString('en')} left`
        throw new Failure(exit.remote, 'none are left. Come back later, or ask for more')
      },
    },
    {
      what: 'contacts',
      look: async () => {
        const has = accountField === undefined ? '' : ` AND ${accountField} != null`
        const q = `SELECT COUNT() FROM Contact WHERE (${where})${has}`
        const { totalSize = 0 } = ((await asked(`/v${version}/query`, { q })).body ?? {}) as { totalSize?: number }
        if (totalSize > 0)
          return `${totalSize.toLocaleString('en')} meet source.where${has && ' and have an account, known in the target or not'}`
        throw new Failure(
          exit.input,
          `none meets source.where${has && ' and has an account'}. Check it, source.accountField, and what the user it acts as may see`,
        )
      },
    },
    { what: 'clock', look: async () => clockOf(await asked('')) },
  ]
}
