// A read of a source to its end.

import type { EndOfRead, Query, ReceivedContact, Source } from './source.ts'

/** Gives each contact to `take`, and then the end of the read. */
export async function readContacts(
  source: Pick<Source, 'contacts'>,
  asked: Query,
  take: (contact: ReceivedContact) => void,
): Promise<EndOfRead> {
  let end: EndOfRead | undefined
  async function* passOn(): AsyncGenerator<ReceivedContact> {
    end = yield* source.contacts(asked)
  }
  for await (const contact of passOn()) take(contact)
  return end!
}
