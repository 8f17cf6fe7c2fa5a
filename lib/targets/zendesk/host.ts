// The address of an account: a host without a path. The API is at its root (Zendesk, Requests).

import { exit, Failure } from '../../errors/failure.ts'

/** Throws exit 7 for an address with a path, a query or a fragment. The name of a variable passes. */
export function assertBareHost(url: string): void {
  if (!URL.canParse(url)) return
  const { hash, origin, pathname, search } = new URL(url)
  if (pathname === '/' && search === '' && hash === '') return
  const what = 'has something behind the host, where the API of the account does not lie'
  throw new Failure(exit.input, `target.url (ZENDESK_URL) ${what}. Probably ${origin} is meant`)
}
