// The health checks of Zendesk: sign-in, scopes, mark, organizations, users, rate limit, clock.

import { clockOf, type HealthCheck } from '../../connector/check.ts'
import { readField } from '../../connector/read-value.ts'
import { exit, Failure } from '../../errors/failure.ts'
import type { Call } from '../../http/client.ts'
import { quoteRemote } from '../../http/outcome.ts'
import { NotIncremental } from '../target.ts'
import { readUser } from './api-user.ts'
import { changedUsers } from './exports.ts'
import { rateLimitOf } from './headers.ts'
import { readAccount } from './organizations.ts'
import type { ZendeskReads } from './reads.ts'
import { countOf } from './row-count.ts'
import type { ZendeskSettings } from './settings.ts'
import { assertFields } from './user-fields.ts'
import { fieldKey } from './users.ts'

/** The scope of a gather. User fields and job statuses have no scope of their own (Zendesk, OAuth scopes). */
const NEEDED_SCOPE = 'read'

/** Plans by their requests a minute (Zendesk, Rate limits). */
const PLANS: Record<number, string> = {
  200: 'Team',
  400: 'Growth or Professional',
  700: 'Enterprise',
  2500: 'Enterprise Plus, or the High Volume add-on',
}

/** The checks of one instance; `scope` returns the granted scope, or null if it is not stated. */
export function checks(
  call: Call,
  reads: ZendeskReads,
  {
    scope,
    settings,
    protect = [],
  }: { scope: () => Promise<string | null>; settings: ZendeskSettings; protect?: readonly string[] | undefined },
): HealthCheck[] {
  const { accountField, attributes, removal } = settings
  const tags = protect.filter((rule) => rule.startsWith('tag:'))
  const countWords = async (what: 'organizations' | 'users') => {
    const count = await countOf(call, what)
    return count ? `about ${count.value.toLocaleString('en')}` : 'their count may not be read'
  }
  return [
    {
      name: 'sign-in',
      run: async () => {
        await reads.mapper()
        return 'as a user who may do the job'
      },
    },
    {
      name: 'scopes',
      run: async () => {
        const said = await scope()
        if (said === null) return 'those of the user: this sign-in has none of its own'
        const granted = quoteRemote(said)
        const has = said.split(/[ ,]+/)
        if (has.includes(NEEDED_SCOPE)) return `${granted}; users:write is asked for by sync alone`
        throw new Failure(
          exit.refused,
          `the client is granted "${granted}", and lacks ${NEEDED_SCOPE}. Add it to its scopes`,
        )
      },
    },
    {
      name: 'mark',
      run: async () => {
        assertFields({ attributes, removal }, await reads.userFields())
        const written = [...Object.keys(removal.mark.user_fields), ...Object.values(attributes).map(fieldKey)]
        await assertShown(reads, written)
        return `${Object.keys(removal.mark.user_fields).join(', ')} is a user field`
      },
    },
    {
      name: 'organizations',
      run: async () => {
        for await (const { rows } of reads.pages('organizations')) {
          const keyed = rows.filter((row) => isFilled(readAccount(row, accountField))).length
          if (keyed > 0)
            return `${await countWords('organizations')}; ${keyed} of the first ${rows.length} have ${accountField}`
        }
        throw new Failure(exit.input, `no organization has ${accountField}. Check target.accountField`)
      },
    },
    {
      name: 'users',
      run: async () => `${await countWords('users')}; gather-users leaves out those without an address`,
    },
    ...(settings.read === 'full' ? [] : [exportCheck(call, settings)]),
    ...(tags.length > 0 ? [tagRulesCheck(reads, tags)] : []),
    {
      name: 'rate limit',
      run: async () => {
        const rateLimit = rateLimitOf((await call('GET', '/api/v2/users/me')).headers)
        if (!rateLimit) return 'it tells none'
        const plan = PLANS[rateLimit.limit] ?? 'no plan that is documented'
        return `${rateLimit.limit} requests a minute (${plan}), ${rateLimit.left} left`
      },
    },
    { name: 'clock', run: async () => clockOf(await call('GET', '/api/v2/users/me')) },
  ]
}

/**
 * Throws exit 7 if no user shows a field that sync writes, although it is on the list of fields (Zendesk, Users).
 */
async function assertShown(reads: ZendeskReads, written: readonly string[]): Promise<void> {
  for await (const { rows } of reads.pages('users')) {
    const shown = rows.map((row) => readField(row, 'user_fields'))
    const missing = written.find((name) => shown.every((fields) => readField(fields, name) === undefined))
    if (missing === undefined) return
    const what = `the user field ${missing} is on the list of fields, and none of the first ${rows.length} users shows it`
    throw new Failure(exit.input, `${what}: what is written to it could not be read back. Activate it, or make it anew`)
  }
}

const isFilled = (reading: unknown) => typeof reading === 'string' && reading !== ''

/** Milliseconds: an export that begins an hour ago is short, and Zendesk takes it. */
const EXPORT_SPAN = 3_600_000

const SILENT = { count: () => undefined, say: () => undefined }

/** Without the export, `auto` reads all users each time. */
const exportCheck = (call: Call, { read }: Pick<ZendeskSettings, 'read'>): HealthCheck => ({
  name: 'incremental export',
  run: async () => {
    try {
      const since = Date.now() - EXPORT_SPAN
      await changedUsers(call, { since, most: Number.POSITIVE_INFINITY }, SILENT)
      return 'gather-users may read changes alone'
    } catch (error) {
      if (!(error instanceof NotIncremental) || read === 'incremental') throw error
      return `${error.message}. gather-users reads all users each time`
    }
  },
})

/** If user tagging is off in the account, a tag rule protects everybody. */
const tagRulesCheck = (reads: ZendeskReads, rules: readonly string[]): HealthCheck => ({
  name: 'protect',
  run: async () => {
    for await (const { rows } of reads.pages('users')) {
      if (rows.length === 0) continue
      const isShown = rows.some((row, n) => readUser(row, `users[${n}]`).tags !== null)
      if (isShown) break
      const what = `the protect rule ${rules[0]} cannot be checked: Zendesk shows no tags of users, so everybody is protected`
      throw new Failure(exit.input, `${what}. Switch tags on users on, or protect by address instead`)
    }
    return `${rules.join(', ')} can be checked`
  },
})
