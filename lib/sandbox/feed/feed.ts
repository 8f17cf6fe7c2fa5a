// The batch files of a feed with the people of a world, as a personnel system writes them.

import type { SalesforceStore } from '../salesforce/store.ts'

const MODEL = 'haplo:user-sync'

/** The control file: the fields of a record, and the fields of a person. */
const FEED_CONTROL = {
  dataImportControlFileVersion: 0,
  model: MODEL,
  files: { people: { read: 'tsv-with-name-row' } },
  instructions: [
    { source: 'login', destination: 'user', name: 'username' },
    { source: 'first', destination: 'user', name: 'nameFirst' },
    { source: 'last', destination: 'user', name: 'nameLast' },
    { source: 'email', destination: 'user', name: 'email' },
    { source: 'account', destination: 'user:tags', name: 'account' },
  ],
}

const HEAD = ['login', 'first', 'last', 'email', 'account']

/** File name -> text: the contacts that have a role and an account, each address once. */
export function feedFiles({ salesforce }: { salesforce: SalesforceStore }): Record<string, string> {
  const lines = new Map<string, string>()
  for (const { AccountId, Email, Inactive_Contact__c, Name, Role__c } of salesforce.contacts) {
    const login = (Email ?? '').trim().toLowerCase()
    const isThere = !Inactive_Contact__c && Role__c?.split(';').includes('Gitlab Admin') && AccountId !== null
    if (!isThere || login === '' || lines.has(login)) continue
    const [first = '', ...rest] = (Name ?? '').trim().split(/\s+/)
    lines.set(login, [login, first, rest.join(' '), (Email ?? '').trim(), AccountId].join('\t'))
  }
  return {
    _control: `${JSON.stringify(FEED_CONTROL, null, 2)}\n`,
    people: `${[HEAD.join('\t'), ...lines.values()].join('\n')}\n`,
  }
}
