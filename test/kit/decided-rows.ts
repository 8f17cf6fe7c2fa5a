// The rows of the table that people fall into.

import type { Contact, User } from '../../lib/artifacts/records.ts'
import { type Choice, decide } from './people.ts'

export const rows = (contacts: Contact[], users: User[], choice: Partial<Choice> = {}) =>
  Object.fromEntries(Object.entries(decide(contacts, users, choice).reasons).filter(([, count]) => count > 0))
