// A read of a source to its end.

import type { Asked, EndOfRead, Found, Source } from './source.ts'

/** Gives each contact to `take`, and then the end of the read. */
export async function readContacts(
  source: Pick<Source, 'contacts'>,
  asked: Asked,
  take: (contact: Found) => void,
): Promise<EndOfRead> {
  let end: EndOfRead | undefined
  async function* read(): AsyncGenerator<Found> {
    end = yield* source.contacts(asked)
  }
  for await (const contact of read()) take(contact)
  return end!
}
