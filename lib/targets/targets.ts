// The table of targets. A new target adds one line here; the rest is in its own folder.

import type { z } from 'zod'
import { scimTargetEntry } from './scim/target.ts'
import type { TargetEntry } from './target.ts'
import { zeeneaEntry } from './zeenea/target.ts'
import { zendeskEntry } from './zendesk/target.ts'

export const targets = { zendesk: zendeskEntry, scim: scimTargetEntry, zeenea: zeeneaEntry }

type Targets = typeof targets
export type TargetSettings = z.infer<Targets[keyof Targets]['settings']>

const targetTable: Record<keyof Targets, TargetEntry> = targets

/** The entry for these settings. */
export const targetOf = ({ use }: Pick<TargetSettings, 'use'>): TargetEntry => targetTable[use]
