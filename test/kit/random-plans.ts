// Plans of random worlds, for property tests.

import fc from 'fast-check'
import { decide } from './people.ts'
import { parameters, type World, world } from './random.ts'

export const RUNS = 400

export const holds = (claim: (world: World) => void, runs = RUNS) =>
  fc.assert(fc.property(world, claim), parameters(runs))

export const planOf = ({ contacts, users, choice }: World) => decide(contacts, users, choice)
