// The names in a message about one that there is not.

import * as assert from 'uvu/assert'
import { findByIdOrName, knownNamesText } from '../../lib/connector/known-names.ts'
import type { Failure } from '../../lib/errors/failure.ts'
import { suite } from '../kit/suite.ts'

const names = suite('known names')

names('all are listed, each once, with the one that is spelled most alike', () => {
  assert.is(knownNamesText('Slaes', ['Support', 'Sales', 'Sales']), 'There are: Sales, Support; the nearest is Sales')
  assert.is(knownNamesText('SALES', ['Salas', 'sales']), 'There are: Salas, sales; the nearest is sales')
})

names('of many the first ten are listed, and where there is none that is said', () => {
  const many = Array.from({ length: 25 }, (_, n) => `Group ${n + 10}`)
  assert.match(knownNamesText('Group 3', many), /Group 10, .*Group 19 and 15 more; the nearest is Group 13$/)
  assert.match(knownNamesText('Sales', []), 'There is none at all, or none is shown to this credential')
})

names('a setting names one by id, else by name, and two of one name by neither', () => {
  const all = [
    { id: 'a', name: 'b' },
    { id: 'b', name: 'Sales' },
    { id: 'c', name: 'Twice' },
    { id: 'd', name: 'Twice' },
    { id: 'e', name: null },
  ]
  const find = (wanted: string) => findByIdOrName(all, wanted, { system: 'SCIM', kind: 'group', setting: 'groups' }).id
  const said = (wanted: string) => {
    try {
      return find(wanted)
    } catch (error) {
      return (error as Failure).message
    }
  }
  assert.equal(['b', 'Sales', 'd'].map(said), ['b', 'b', 'd'])
  assert.is(said('Twice'), 'SCIM: 2 groups are called Twice: name one by its id. Check groups')
  const known = 'There are: Sales, Twice, b; the nearest is Sales'
  assert.is(said('sales'), `SCIM: there is no group sales. Check groups. ${known}`)
})

names.run()
