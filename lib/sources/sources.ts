// The table of sources. A new source adds one line here; the rest is in its own folder.

import type { z } from 'zod'
import { feedEntry } from './feed/source.ts'
import { gluuEntry } from './gluu/source.ts'
import { salesforceEntry } from './salesforce/source.ts'
import { scimSourceEntry } from './scim/source.ts'
import type { SourceEntry } from './source.ts'

export const sources = { salesforce: salesforceEntry, scim: scimSourceEntry, feed: feedEntry, gluu: gluuEntry }

type Sources = typeof sources
export type SourceSettings = z.infer<Sources[keyof Sources]['settings']>

const sourceTable: Record<keyof Sources, SourceEntry> = sources

/** The entry for these settings. */
export const sourceOf = ({ use }: Pick<SourceSettings, 'use'>): SourceEntry => sourceTable[use]
