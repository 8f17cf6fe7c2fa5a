// The settings of a SCIM target for tests of its parts, and services that answer what a test says, over real HTTP.

import { progressCounts } from '../../lib/cli/progress-line.ts'
import type { Progress } from '../../lib/connector/progress.ts'
import type { Remote, RemoteRequest } from '../../lib/sandbox/http/remote.ts'
import { serve } from '../../lib/sandbox/http/server.ts'
import { scimService } from '../../lib/scim/service.ts'
import { type ScimSettings, scimSettings } from '../../lib/targets/scim/settings.ts'
import type { TargetContext } from '../../lib/targets/target.ts'

export const BIZAGI = 'urn:ietf:params:scim:schemas:extension:bizagi:2.0:UserProperties'

export const DIALECTS: ScimSettings['dialect'][] = ['rfc', 'bizagi', 'entra']

const network = { deadline: 60, tries: 2, firstWait: 0.01 }

/** Settings with their defaults, checked as those of a file are; with a token where they have no client. */
export const targetSettings = (more: object = {}): ScimSettings => {
  const signIn = 'clientId' in more ? {} : { token: '$SCIM_TOKEN' }
  return scimSettings.parse({
    use: 'scim',
    url: 'http://127.0.0.1:1/scim/v2',
    ...signIn,
    network,
    settle: 0.05,
    ...more,
  })
}

const progress: Progress = { ...progressCounts(), say() {} }

export const context: TargetContext = { source: 'salesforce', protection: () => null, progress, write: true }

/** Runs `work` on the base of a service that answers as `remote` does, with what it was asked. */
export async function served(
  remote: Remote,
  work: (url: string, asked: RemoteRequest[]) => Promise<void>,
): Promise<void> {
  const asked: RemoteRequest[] = []
  const server = await serve((one) => {
    asked.push(one)
    return remote(one)
  })
  try {
    await work(`${server.url}/scim/v2`, asked)
  } finally {
    await server.close()
  }
}

export const serviceAt = (url: string, more: object = {}) => scimService(targetSettings({ url, ...more }), progress)
