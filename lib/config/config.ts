// The settings file and its instances with their connectors. Only the demo also reads the environment, for the scripts
// that it starts.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Attributes } from '../artifacts/records.ts'
import type { Progress } from '../connector/progress.ts'
import { milliseconds, planSettings } from '../connector/settings.ts'
import { foreignIdOf, isOwnId } from '../core/foreign-id.ts'
import { protection } from '../core/protection.ts'
import { exit, Failure } from '../errors/failure.ts'
import { parseJson } from '../errors/parse-json.ts'
import { shownUrl } from '../errors/secrets.ts'
import { check } from '../errors/validate.ts'
import { useProxy } from '../http/proxy.ts'
import { keepWaits } from '../http/waits.ts'
import type { Source } from '../sources/source.ts'
import { sourceOf } from '../sources/sources.ts'
import type { Target, TargetContext } from '../targets/target.ts'
import { targetOf } from '../targets/targets.ts'
import { assertNoName, guardNames, readEnvironment, readProxy } from './environment.ts'
import { config, type Settings, sidesOf } from './settings.ts'
import { nearestIn } from './suggest.ts'

/** One instance of the settings with its connectors; secrets are read from the environment when a connector is made. */
export interface Instance {
  name: string
  folder: string
  /** The folder of state files; a run with `--person` uses the same one. */
  state: string
  settings: Settings
  limits: Settings['limits']
  maxAge: number
  /** Milliseconds between two reads of all users; 0 if every read is one. */
  fullEvery: number
  hasOrganizations: boolean
  emailChange: 'update' | 'hold'
  /** The source's form of an account id that the target has stored; null if it is none. */
  account(stored: string): string | null
  /** The external id for an id that another integration wrote, or null. */
  foreign(stored: string): string | null
  source(progress: Progress): Promise<Source>
  /** The attributes that change with a removal; null if none does. */
  leaving(attributes: Attributes): Attributes | null
  /** Called after every record of a plan was sent; `contacts` is the sha256 of its contacts.json. */
  onPlanApplied(contacts: string): Promise<void>
  /** `write`: the sign-in requests write permissions. */
  target(progress: Progress, options?: { write: boolean }): Promise<Target>
  /** The target without its secrets, for `targetProblem` and `adapt` alone. */
  withoutCredentials(): Promise<Pick<Target, 'adapt' | 'targetProblem'>>
  /** The settings on which the plan and each snapshot depend. */
  planInputs: Record<'plan' | 'organizations' | 'users' | 'contacts', unknown>
}

/** The settings file, the folder of artifacts, the name of one instance, and the environment. */
interface Origin {
  file: string
  data: string
  only?: string | null
  environment?: NodeJS.ProcessEnv
}

/** Reads the settings file. Throws exit 7 with the place of a mistake and the nearest known name. */
export function instances({ file, data, only = null, environment = process.env }: Origin): Instance[] {
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    throw new Failure(
      exit.input,
      'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pose as the remote. Unset it; NODE_EXTRA_CA_CERTS adds an authority',
    )
  useProxy(readProxy(environment))
  if (!existsSync(file))
    throw new Failure(exit.input, `${file} is missing. user-sync comes with a sync.config.json: begin with that one`)
  let json: unknown
  try {
    json = parseJson(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new Failure(exit.input, `${file} is not JSON. Fix it at the place that is named`, { cause })
  }
  const settings = check(config, json, { at: file, nearest: nearestIn(config, json) })
  for (const [name, { source, target, ...rest }] of Object.entries(settings.instances)) {
    assertNoName(rest, `instances.${name}`)
    guardNames(sidesOf(name, { source, target, ...rest }), environment)
  }
  const names = Object.keys(settings.instances)
  const chosen = only === null ? names : names.filter((name) => name === only)
  if (chosen.length === 0) {
    const known = names.length
      ? `It has: ${names.join(', ')}`
      : 'Begin with the one of the sync.config.json that comes with user-sync'
    throw new Failure(exit.input, `${file} has no instance${only ? ` ${only}` : ''}. ${known}`)
  }
  return chosen.map((name) => instanceOf(name, { data, environment, settings: settings.instances[name]! }))
}

/** A connector with an address that artifacts may hold. */
const withShownUrl = <T extends { from: string }>(connector: T): T => ({ ...connector, from: shownUrl(connector.from) })

interface Parts {
  data: string
  environment: NodeJS.ProcessEnv
  settings: Settings
}

function instanceOf(name: string, { data, environment, settings }: Parts): Instance {
  const { source, target, protect, scope, duplicates, drift, absence, moved, maxAge, limits } = settings
  const from = sourceOf(source)
  const into = targetOf(target)
  const state = join(data, name, 'state')
  const waits = join(state, 'waits.json')
  const ownUsersOnly = from.ownUsersOnly === true && scope === 'managed'
  const foreign = foreignIdOf(source.use, from.externalIdOf)
  const contextOf = (progress: Progress, { write }: { write: boolean }): TargetContext => ({
    source: source.use,
    ...(from.accountForms && { accountForms: from.accountForms }),
    isOwnId: (stored) => isOwnId(source.use, foreign, stored),
    protection: protection(protect, { ownUsersOnly }),
    progress,
    protect,
    write,
    stateFolder: state,
  })
  const sides = sidesOf(name, settings)
  return {
    name,
    folder: join(data, name),
    state,
    settings,
    limits,
    maxAge: milliseconds(maxAge),
    fullEvery: into.fullEvery?.(target) ?? 0,
    hasOrganizations: into.hasOrganizations,
    emailChange: into.emailChange,
    account: from.account,
    foreign,
    source: async (progress) => {
      keepWaits({ file: waits, say: progress.say })
      return withShownUrl(await from.load(readEnvironment(sides.source, environment), { progress, stateFolder: state }))
    },
    leaving: (attributes) => from.leaverAttributes?.(source, attributes) ?? null,
    onPlanApplied: async (contacts) => from.onPlanApplied?.(state, contacts),
    target: async (progress, { write } = { write: false }) => {
      keepWaits({ file: waits, say: progress.say })
      return withShownUrl(await into.load(readEnvironment(sides.target, environment), contextOf(progress, { write })))
    },
    withoutCredentials: () => into.load(target, contextOf(SILENT, { write: false })),
    planInputs: {
      plan: {
        source: planSettings(source, from.settings),
        target: planSettings(target, into.settings),
        protect,
        scope,
        duplicates,
        drift,
        absence,
        moved,
      },
      organizations: planSettings(target, into.settings),
      users: {
        source: source.use,
        target: planSettings(target, into.settings),
        protect,
        ...(ownUsersOnly && { ownUsersOnly }),
      },
      contacts: { source: planSettings(source, from.settings), target: planSettings(target, into.settings), protect },
    },
  }
}

const nothing = () => undefined
const SILENT: Progress = { count: nothing, expect: nothing, allowed: nothing, say: nothing }

/** The approval of a manual CI job, or null. */
export const approvalOfJob = (): string | null => process.env['USER_SYNC_APPROVE'] || null
