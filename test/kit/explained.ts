// What explain says of people, for its tests.

import { contacts as contactFile, users as userFile } from '../../lib/artifacts/files.ts'
import type { Contact, User } from '../../lib/artifacts/records.ts'
import type { Rules } from '../../lib/core/decision.ts'
import { removable } from '../../lib/core/protection.ts'
import type { About } from '../../lib/explain/decision.ts'
import { explainGates } from '../../lib/explain/gates.ts'
import { parseNames } from '../../lib/explain/names.ts'
import { recordId } from '../../lib/sources/salesforce/record-id.ts'
import { type Choice, lines, usual } from './people.ts'

export const rulesOf = ({ scope, linked, ...rest }: Choice): Rules => ({
  ...rest,
  removable: removable(scope, new Set(linked)),
})

/** What explain says of somebody among these people. */
export const gatesOf = (asked: string, contacts: Contact[], users: User[], choice: Partial<Choice> = {}) =>
  explainGates(lines(contactFile, contacts), lines(userFile, users), {
    rules: rulesOf({ ...usual, ...choice }),
    names: parseNames(asked, recordId),
  })

export const about: About = { target: 'zendesk', emailChange: 'hold', scope: 'end-users' }
