// A pair of systems with its people, its world and its settings.

import type { Options } from '../../../../lib/sandbox/options.ts'
import { feedSource } from '../../../kit/feed-folder.ts'
import { GLUU_SOURCE } from '../../../kit/gluu-settings.ts'
import type { Place, Shipped } from '../../../kit/pipeline.ts'
import { FREE, SCIM_SOURCE, SCIM_TARGET } from '../../../kit/scim-settings.ts'
import { ZEENEA_TARGET } from '../../../kit/zeenea-settings.ts'
import { crowdOf, type Person, PROTECT } from './people.ts'
import { directoryOf, type FeedFormat, feedFile, gluuOf, salesforceOf, sourceIds, writeFeed } from './sources.ts'
import { type TargetKit, targetKits } from './targets.ts'

type Source = keyof typeof sourceIds
type Scope = 'end-users' | 'managed'

/** One pair of systems with its people. */
export interface Setup {
  name: string
  people: Person[]
  source: Source
  target: TargetKit
  scope: Scope
  world: object
  options: Options
  format?: FeedFormat
  /** Writes the settings, and the files of a feed. */
  begin(here: Place): void
}

interface Choice {
  source: Source
  target: keyof typeof targetKits
  scope: Scope
  equal: number
  pageSize?: number
  sourceSettings?: object
  targetSettings?: object
  without?: string[]
  options?: Options
  format?: FeedFormat
}

const worlds = { salesforce: salesforceOf, scim: directoryOf, gluu: gluuOf, feed: () => ({}) }

const JOB = { salesforce: 'Title', scim: 'title', gluu: 'title', feed: 'profile/job' }

function sourceOf({ source, target }: Choice, here: Place, shipped: Shipped): object {
  const attributes = target === 'zeenea' ? { given: 'name.givenName', family: 'name.familyName' } : { job: JOB[source] }
  if (source === 'salesforce') return { ...shipped.source, attributes }
  if (source === 'scim')
    return { ...SCIM_SOURCE, attributes, ...(target !== 'zendesk' && { account: undefined, key: 'userName' }) }
  if (source === 'gluu') return { ...GLUU_SOURCE, attributes }
  return feedSource(here, { attributes, optional: [] })
}

function targetOf({ source, target }: Choice, shipped: Shipped): object {
  if (target === 'zendesk') return { ...shipped.target, jobDeadline: 4, attributes: { job: 'user_fields.job' } }
  const hasGroups = source === 'scim'
  if (target === 'scim')
    return {
      ...SCIM_TARGET,
      attributes: { job: 'title' },
      ...(hasGroups && { groups: { Support: 'Support', Billing: 'Billing' } }),
    }
  return { ...ZEENEA_TARGET, ...(hasGroups && { permissionSets: [{ group: 'Support', set: 'steward' }] }) }
}

export function setup(choice: Choice): Setup {
  const { source, target, scope, equal, pageSize = 20, without = [], options = {}, format } = choice
  const people = crowdOf({ equal, without })
  const kit = targetKits[target]
  const size = { maxResults: pageSize }
  return {
    name: `${source} to ${target}, ${scope}, ${people.length} people${format ? `, ${format}` : ''}`,
    people,
    source,
    target: kit,
    scope,
    world: { ...worlds[source](people), ...kit.world(people, (one) => `${source}:${sourceIds[source](one)}`) },
    options: {
      salesforce: { pageSize },
      scim: size,
      directory: size,
      gluu: { maxCount: pageSize },
      ...options,
      zendesk: { pageSize, includeOnList: true, ...options.zendesk },
    },
    ...(format && { format }),
    begin(here) {
      if (format) writeFeed(here, feedFile(people, format), format)
      here.settings((one) => {
        const sides = {
          source: { ...sourceOf(choice, here, one), ...choice.sourceSettings },
          target: { ...targetOf(choice, one), ...choice.targetSettings },
        }
        Object.assign(one, { ...sides, protect: PROTECT, scope, limits: FREE })
      })
    },
  }
}
