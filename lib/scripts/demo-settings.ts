// The settings of the demo: those that ship, with another source or target of the stand-ins where one is asked for.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exit, Failure } from '../errors/failure.ts'
import { parseJson } from '../errors/parse-json.ts'

const SHIPPED = 'sync.config.json'
/** Where the demo puts the batch files. */
export const FEED = join('data', 'demo', 'feed')

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** Sources and targets that the shipped settings do not have. */
const OTHERS = {
  source: {
    scim: {
      use: 'scim',
      url: '$DIRECTORY_URL',
      tokenUrl: '$DIRECTORY_TOKEN_URL',
      clientId: '$DIRECTORY_CLIENT_ID',
      clientSecret: '$DIRECTORY_CLIENT_SECRET',
      key: 'emails',
      account: `${ENTERPRISE}:organization`,
    },
    gluu: {
      use: 'gluu',
      url: '$GLUU_URL',
      clientId: '$GLUU_CLIENT_ID',
      clientSecret: '$GLUU_CLIENT_SECRET',
      account: 'account',
    },
    feed: { use: 'feed', folder: FEED, account: 'user:tags/account' },
  },
  target: {
    scim: {
      use: 'scim',
      url: '$SCIM_URL',
      tokenUrl: '$SCIM_TOKEN_URL',
      clientId: '$SCIM_CLIENT_ID',
      clientSecret: '$SCIM_CLIENT_SECRET',
    },
    zeenea: {
      use: 'zeenea',
      url: '$ZEENEA_URL',
      apiSecret: '$ZEENEA_API_SECRET',
      permissionSets: [{ group: 'Support', set: 'Data Steward' }],
      default: 'Explorer',
      attributes: { givenName: 'firstName', familyName: 'lastName' },
      exportInterval: 0.1,
    },
  },
}

/**
 * Where the people of a target come from, where that is not where they usually come from: who they are, and of which
 * groups.
 */
const SOURCE_OF: Record<string, string> = { zeenea: 'scim' }

type Side = keyof typeof OTHERS

export interface DemoSettings {
  instance: string
  source: string
  target: string
  /** The text of a settings file; null: the one that ships will do. */
  text: string | null
}

/** The settings of a line of systems. Throws exit 7 for a system that the stand-ins do not play. */
export function demoSettings(wanted: Partial<Record<Side, string>>): DemoSettings {
  const { instances } = parseJson(readFileSync(SHIPPED, 'utf8')) as {
    instances: Record<string, Record<Side, { use: string }>>
  }
  const [[name, shipped]] = Object.entries(instances) as [[string, Record<Side, { use: string }>]]
  const target = chosen('target', wanted.target, shipped)
  const only = SOURCE_OF[target.use]
  if (only !== undefined && wanted.source !== undefined && wanted.source !== only)
    throw new Failure(exit.input, `--source ${wanted.source}: for ${target.use} the stand-ins play ${only}`)
  const source = chosen('source', wanted.source ?? only, shipped)
  const line = { source: source.use, target: target.use }
  if (source === shipped.source && target === shipped.target) return { instance: name, ...line, text: null }
  const instance = `${source.use}-${target.use}`
  const names = { givenName: 'name.givenName', familyName: 'name.familyName' }
  const attributes = 'attributes' in target ? { attributes: names } : {}
  const scope = target.use === 'zeenea' ? 'end-users' : 'managed' // Zeenea does not tell whom the sync has made
  const settings = { ...shipped, source: { ...source, ...attributes }, target, scope }
  return { instance, ...line, text: `${JSON.stringify({ instances: { [instance]: settings } }, null, 2)}\n` }
}

function chosen(side: Side, wanted: string | undefined, shipped: Record<Side, { use: string }>): { use: string } {
  if (wanted === undefined || wanted === shipped[side].use) return shipped[side]
  const others: Record<string, { use: string }> = OTHERS[side]
  const found = Object.hasOwn(others, wanted) ? others[wanted] : undefined
  if (found) return found
  const known = [shipped[side].use, ...Object.keys(others)].join(', ')
  throw new Failure(exit.input, `--${side} ${wanted}: the stand-ins play ${known}`)
}
