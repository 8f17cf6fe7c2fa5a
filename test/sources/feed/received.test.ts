// What a feed says of a person, word for word: kept beside the contacts.

import * as assert from 'uvu/assert'
import { NOTED, toZendesk, world, writeFeed } from '../../kit/feed-folder.ts'
import { at } from '../../kit/pipeline.ts'
import { compared } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'

const feed = suite('feed: received')

const { control, people } = NOTED

feed('received.json has the record of every contact as it came, under the same key, and where it stood', () =>
  at(world(), async (here) => {
    toZendesk(here)
    writeFeed(here, people, control)
    await compared(here)
    const [first, second, ...more] = here.json('received.json').records
    assert.equal(first, {
      externalId: 'feed:person1@acme.test',
      key: 'person1@acme.test',
      notes: ['an odd one'],
      place: 'users, record 1',
      record: people[0],
    })
    assert.equal([second!['place'], more], ['users, record 2', []])
    assert.equal(
      here.json('contacts.json').records.map(({ key }) => key),
      [first, second].map((one) => one!['key']),
    )
  }),
)

feed.run()
