// The PATCHes of groups, carried out by a library that is not ours: exactly the wanted members stay.

import fc from 'fast-check'
import { type ScimPatchOperation, scimPatch } from 'scim-patch'
import * as assert from 'uvu/assert'
import type { Resource } from '../../../lib/scim/path.ts'
import { memberOperations, type patchOperations } from '../../../lib/targets/scim/patch.ts'
import { parameters } from '../../kit/random.ts'
import { DIALECTS } from '../../kit/scim-target.ts'
import { suite } from '../../kit/suite.ts'

type Operations = ReturnType<typeof patchOperations>

const RUNS = 1_500

/** The user after these operations, as scim-patch understands RFC 7644, 3.5.2. */
const applied = (resource: Resource, some: Operations): Resource =>
  scimPatch(structuredClone(resource) as never, structuredClone(some) as ScimPatchOperation[]) as never

const bodies = suite('SCIM PATCH of groups')

const ID = fc.constantFrom<string>(
  'u1',
  'u2',
  'u3',
  '7f4bc1a3-285e-48ae-8202-5accb43efb0e',
  'ann@x.test',
  'o"hara',
  'a] or b',
)
const ids = fc.uniqueArray(ID)

/** The members that an operation puts in or takes out; it fails on one that means all of them. */
const named = ({ path, value }: Operations[number]): string[] =>
  value === undefined
    ? [JSON.parse(/^members\[value eq (".*")\]$/.exec(path)![1]!)]
    : (value as Resource[]).map((one) => String(one['value']))

for (const dialect of DIALECTS)
  bodies(`${dialect}: a group has exactly the wanted members, who stays is not named, and it is never cleared`, () => {
    const property = fc.property(ids, ids, (now, then) => {
      const added = then.filter((id) => !now.includes(id))
      const taken = now.filter((id) => !then.includes(id))
      const some = memberOperations(added, taken, dialect)
      // the library takes a member out by all that it is, Entra's services by its value: these have nothing else there
      const more = dialect === 'entra' ? {} : { display: 'Somebody', type: 'User' }
      const group = { schemas: [], id: 'g1', members: now.map((value) => ({ value, ...more })) }
      const { members = [] } = applied(group, some) as { members?: Resource[] }
      assert.equal(members.map(({ value }) => value).sort(), [...then].sort())
      assert.equal(
        members.slice(0, -added.length || undefined),
        group.members.filter(({ value }) => then.includes(value)),
      )
      assert.equal(some.flatMap(named).sort(), [...added, ...taken].sort())
    })
    fc.assert(property, parameters(RUNS))
  })

bodies.run()
