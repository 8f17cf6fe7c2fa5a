// The decision about one person as a sentence. Pure.

import { meaningOfReason } from '../artifacts/records.ts'
import type { Scope } from '../core/protection.ts'
import type { Gate } from './gates.ts'

/** The settings that the sentence depends on. */
export interface About {
  target: string
  emailChange: 'update' | 'hold'
  scope: Scope
}

/** The reason in the words of docs/decisions.md, or more precise if a reason has several causes. */
export function decisionOf(gate: Gate, about: About): string {
  const { contacts, reason, stranger, users } = gate
  const contact = contacts.length === 0 ? 'no contact' : 'contact not active'
  if (reason === 'left-alone') return `${contact}, ${reasonToKeep(gate, about)}: nothing to do`
  if (reason === 'masked') return `no contact, and ${gate.hidden}: hold`
  if (reason === 'absent') return `${contact}, user active, in scope and not protected: delete`
  if (reason === 'address-changed') {
    const found = "found by external id, the contact's address is none of the user's"
    return about.emailChange === 'update'
      ? `${found}: update`
      : `${found}; held: ${capitalize(about.target)} cannot change an address`
  }
  if (reason === 'claims' && gate.claims.length === 0 && stranger) {
    return "the user's external id is of a contact that contacts.json does not have, nor is it everyone: hold"
  }
  if (reason === 'protected') return `user protected (${users[0]?.protected}), and something would change: hold`
  return meaningOfReason[reason]
}

/** The cause that keeps a user without an active contact. The last one is a read that does not cover all people. */
function reasonToKeep({ users: [user] }: Gate, { scope }: About): string {
  if (!user) return 'no user'
  if (!user.active) return 'user not active'
  if (user.protected !== null) return `user protected (${user.protected})`
  if (user.isUnread) return `the account id of the user's organization cannot be read`
  if (!user.inScope) return `user out of scope (${scope})`
  return 'but contacts.json does not cover all people'
}

const capitalize = (name: string) => name.slice(0, 1).toUpperCase() + name.slice(1)
