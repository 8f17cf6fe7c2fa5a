// The checks of doctor for Salesforce: sign-in, API version, daily calls, contacts, clock.

import { clockOf, type HealthCheck } from '../../connector/check.ts'
import { readField, shapeOf, Unreadable } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { answersByFilter, contactsIn, controlIn, FilterUseless } from './absence.ts'
import type { Connection } from './connection.ts'
import type { SalesforceSettings } from './settings.ts'
import { soqlOfLike } from './soql.ts'

/** The checks of one org; `connect` signs in once. */
export function checks(connect: () => Promise<Connection>, settings: SalesforceSettings): HealthCheck[] {
  const { accountField, version, where } = settings
  const askOrg = async (path: string, query = {}) => (await connect()).call('GET', `/services/data${path}`, { query })
  return [
    {
      name: 'sign-in',
      run: async () => {
        await connect()
        return 'with a token and an address of the org'
      },
    },
    {
      name: 'API version',
      run: async () => {
        const versions = (await askOrg('')).body
        if (!Array.isArray(versions)) throw oddAnswer('the list of versions', versions)
        const known = versions.map((one) => String(readField(one, 'version')))
        if (known.includes(version)) return `${version}; the newest is ${known.at(-1)}`
        throw new Failure(exit.input, `the org does not know ${version}. Set source.version, at most ${known.at(-1)}`)
      },
    },
    {
      name: "the day's calls",
      run: async () => {
        const day = readField((await askOrg(`/v${version}/limits`)).body, 'DailyApiRequests')
        if (day === undefined || day === null) return 'it does not tell them'
        const [left, most] = ['Remaining', 'Max'].map((name) => readField(day, name))
        if (typeof left !== 'number') throw oddAnswer('DailyApiRequests.Remaining', left)
        if (left > 0) return `${left.toLocaleString('en')} of ${Number(most).toLocaleString('en')} left`
        throw new Failure(exit.remote, 'none are left. Come back later, or ask for more')
      },
    },
    {
      name: 'contacts',
      run: async () => {
        const has = accountField === undefined ? '' : ` AND ${accountField} != null`
        const q = `SELECT COUNT() FROM Contact WHERE (${where})${has}`
        const totalSize = readField((await askOrg(`/v${version}/query`, { q })).body, 'totalSize')
        if (typeof totalSize !== 'number') throw oddAnswer('totalSize', totalSize)
        if (totalSize > 0)
          return `${totalSize.toLocaleString('en')} meet source.where${has && ' and have an account, known in the target or not'}`
        throw new Failure(
          exit.input,
          `none meets source.where${has && ' and has an account'}. Check it, source.accountField, and what the user it acts as may see`,
        )
      },
    },
    { name: 'absence check', run: async () => lookAtAbsenceCheck(await connect(), settings) },
    { name: 'clock', run: async () => clockOf(await askOrg('')) },
  ]
}

/** The problem of an unknown answer: its path and type, without its content. */
const oddAnswer = (path: string, value: unknown) =>
  new Failure(
    exit.remote,
    `${path} is ${value instanceof Unreadable ? value.shape : shapeOf(value)}. Is the url right?`,
  )

/** Searches for an existing contact as sync searches for leavers: by its letters in the other case. */
async function lookAtAbsenceCheck(org: Connection, settings: SalesforceSettings): Promise<string> {
  const rows = await contactsIn(org, settings)
  try {
    for (const field of new Set(['Email', settings.key])) {
      const control = controlIn(rows, field)
      for await (const { rows } of answersByFilter(org, [], {
        query: () => soqlOfLike(settings, field, { patterns: [], control }),
        field,
      }))
        if (!rows.some(({ Id }) => Id === control.id))
          throw new FilterUseless(`${field} is not found by its letters in another case`)
    }
    return 'finds a contact by its letters in another case'
  } catch (error) {
    if (!(error instanceof FilterUseless)) throw error
    return `${error.message}; sync reads everyone who meets source.where instead`
  }
}
