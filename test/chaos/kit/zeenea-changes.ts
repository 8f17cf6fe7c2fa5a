// Changes of one user of Zeenea, for tests of faults.

import type { Place } from '../../kit/pipeline.ts'
import { zeeneaUserOf as userOf } from '../../kit/zeenea-settings.ts'
import { operationOf, personOf, worldOf, writes } from '../../kit/zeenea-target.ts'

export const creating = () => worldOf({ people: [personOf(50)] })

export const deleting = () => worldOf({ users: [userOf(50)] })

export const sentOnly = (here: Place) => writes(here).map(operationOf)
