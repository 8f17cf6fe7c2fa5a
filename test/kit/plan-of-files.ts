// The plan of people whose files compare reads on bytes; test/kit/people.ts has the plan without files.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Artifact, contacts as contactFile, synced, users as userFile } from '../../lib/artifacts/files.ts'
import { openUnproven } from '../../lib/artifacts/read.ts'
import type { Contact, User } from '../../lib/artifacts/records.ts'
import { finish, newArtifact, publish } from '../../lib/artifacts/write.ts'
import { compare } from '../../lib/core/compare.ts'
import { contactsWithHiddenAddress } from '../../lib/core/hidden.ts'
import { removable } from '../../lib/core/protection.ts'
import { census } from '../../lib/core/tally.ts'
import { compareWithLastSync } from '../../lib/plan/last-synced.ts'
import { type ComparedSides, readSides } from '../../lib/plan/sides.ts'
import { before, type Choice, foreign, lines, organizations, type Plan, planOfDecisions, usual } from './people.ts'

const DIGEST = '0'.repeat(64)

const head = { instance: 'test', gathered: '2026-11-20T18:00:00Z', from: 'test', person: null, settings: DIGEST }

const inputs = { organizations: DIGEST, groups: DIGEST }

function fileOf<T, S extends Artifact<T>['extra']>(artifact: Artifact<T, S>, records: Iterable<T>) {
  const file = newArtifact(artifact)
  for (const record of records) file.add(record)
  return file
}

/** Gives `work` the sides of these people as compare reads them from files; `damage` changes the files before. */
export function withSides<T>(
  people: { contacts: readonly Contact[]; users: readonly User[] },
  { applied, damage, emailChange }: Choice & { damage?: (folder: string) => void },
  work: (sides: ComparedSides) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), 'sides-'))
  const last = applied && [...before(lines(contactFile, people.contacts), applied)].map(({ record }) => record)
  try {
    publish(
      folder,
      finish(fileOf(contactFile, people.contacts), { ...head, doubt: null, inputs }),
      finish(fileOf(userFile, people.users), { ...head, uncheckable: [] }),
      finish(fileOf(synced, last ?? []), { ...head, plan: DIGEST }),
    )
    damage?.(folder)
    const files = {
      contacts: openUnproven(folder, contactFile),
      users: openUnproven(folder, userFile),
      synced: last ? openUnproven(folder, synced) : null,
    }
    const sides = readSides(files, { emailChange, foreign })
    try {
      return work(sides)
    } finally {
      sides.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The plan for these people, as compare makes it from files. */
export const decideFromFiles = (
  contacts: readonly Contact[],
  users: readonly User[],
  choice: Partial<Choice> = {},
): Plan => {
  const { applied = null, linked, scope, ...rest } = { ...usual, ...choice }
  return withSides({ contacts, users }, { applied, linked, scope, ...rest }, (sides) => {
    const lastSync = applied ? compareWithLastSync(sides.matchedContacts, sides.synced, rest.complete) : undefined
    const hidden = contactsWithHiddenAddress({ ...sides, organizations, foreign })
    const rules = { ...rest, lastSync, hidden, removable: removable(scope, new Set(linked)) }
    return planOfDecisions(compare(sides.matches, rules), {
      census: census(sides.unpairedUsers, { ...rules, scope }, sides.pairedUsers),
      equalPairs: sides.equalPairs,
    })
  })
}
