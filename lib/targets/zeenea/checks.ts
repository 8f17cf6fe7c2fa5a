// The health checks of Zeenea: sign-in, operations without a published sample, permission sets.

import type { HealthCheck } from '../../connector/check.ts'
import { exit, Failure } from '../../errors/failure.ts'
import { graphqlOperations, type OperationName } from './documents.ts'
import type { Graphql } from './graphql.ts'
import { groupsOf, permissionSetsIn } from './permission-sets.ts'
import type { ZeeneaSettings } from './settings.ts'

/** The checks of one instance. */
export function checks(graphql: Graphql, settings: ZeeneaSettings): HealthCheck[] {
  return [
    {
      name: 'sign-in',
      run: async () => {
        permissionSetsIn(await graphql.need<unknown>('listPermissionSets'))
        return 'with a key that may read permission sets'
      },
    },
    {
      name: 'operations',
      run: async () => {
        const names = Object.keys(graphqlOperations) as OperationName[]
        for (const name of names) await graphql.assertOperation(name)
        return `all ${names.length} are there, with the inputs that are sent`
      },
    },
    {
      name: 'permission sets',
      run: async () => {
        const groups = await groupsOf(graphql, settings)
        const names = new Set(groups.map(({ name }) => name))
        if (names.size > 0) return [...names].join(', ')
        throw new Failure(exit.input, 'none are mapped. Set target.permissionSets, or target.default')
      },
    },
  ]
}
