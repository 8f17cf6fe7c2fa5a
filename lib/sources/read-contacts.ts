// A read of a source to its end.

import { type EndOfRead, EVERYONE, type Query, type ReceivedContact, type Source } from './source.ts'

/** Gives each contact to `take`, and then the end of the read. */
export async function readContacts(
  source: Pick<Source, 'contacts'>,
  asked: Query,
  take: (contact: ReceivedContact) => void,
): Promise<EndOfRead> {
  const contacts = source.contacts(asked)
  try {
    for (;;) {
      const { done, value } = await contacts.next()
      if (done) return value
      take(value)
    }
  } catch (error) {
    await contacts.return(EVERYONE) // the source ends its requests
    throw error
  }
}
