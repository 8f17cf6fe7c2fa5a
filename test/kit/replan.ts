// A plan with other records, made as compare would make it: the digest binds them.

import { creations, deletions, heldPeople, updates } from '../../lib/artifacts/files.ts'
import { open } from '../../lib/artifacts/read.ts'
import { finish, newArtifact, publish } from '../../lib/artifacts/write.ts'
import { instances } from '../../lib/config/config.ts'
import { planOf } from '../../lib/plan/plan.ts'
import type { Place } from './pipeline.ts'

const artifacts = { create: creations, update: updates, delete: deletions, held: heldPeople }
type Kind = keyof typeof artifacts
type Changes = { [kind in Kind]?: (record: never) => object }

/** Writes the four plan files again, with the records that `changes` makes of those that are there, and other facts. */
export function replan(
  here: Pick<Place, 'folder' | 'config' | 'data' | 'environment'>,
  changes: Changes,
  other: object = {},
): void {
  const files = Object.entries(artifacts).map(([kind, artifact]) => {
    const { head, foot, records } = open(here.folder, artifact as typeof creations)
    const file = newArtifact(artifact as typeof creations)
    const change = changes[kind as Kind] ?? ((record: object) => record)
    for (const record of records) file.add(change(record as never) as never)
    return { kind, file, head, complete: foot.complete }
  })
  const recordDigests = Object.fromEntries(files.map(({ kind, file }) => [kind, file.digest()])) as Record<Kind, string>
  const [instance] = instances({ file: here.config, data: here.data, environment: here.environment() })
  const { artifact: _, version: __, plan: ___, ...made } = files[0]!.head
  const facts = { ...made, ...other, recordDigests }
  const plan = planOf(facts, instance!.planInputs.plan)
  const parts = files.map(({ file, complete }) => finish(file, { ...facts, plan }, { complete }))
  publish(here.folder, ...parts)
}
