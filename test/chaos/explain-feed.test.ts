// What a feed says of a person, word for word, shown to whoever asks why.

import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { INSTRUCTIONS, NOTED, toZendesk, world, writeFeed } from '../kit/feed-folder.ts'
import { at } from '../kit/pipeline.ts'
import { compared, gathered } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'

const explain = suite('explain, of a feed')

const { control, people } = NOTED

explain('explain shows what was received: the fields to everybody, the values to those who ask for them', () =>
  at(world(), async (here) => {
    toZendesk(here)
    writeFeed(here, people, control)
    await compared(here)
    const hidden = (await here.run('explain', ['person1@acme.test'])).said
    assert.match(hidden, 'received        users, record 1; an odd one\n')
    assert.match(hidden, '  phone         "<text>"\n')
    assert.not.match(hidden, /Cook|555/)
    const shown = (await here.run('explain', ['person1@acme.test', '--reveal'])).said
    assert.match(shown, '  job           "Cook"\n  nameFirst     "Person"\n')
    assert.match(shown, '  phone         555\n')
    const broken = (await here.run('explain', ['person2@acme.test', '--reveal'])).said
    assert.match(broken, /received {8}users, record 2\n[\s\S]*problem +[^\n]*nameFirst/)
  }),
)

explain('explain shows nothing that was received with other contacts', () =>
  at(world(), async (here) => {
    toZendesk(here)
    writeFeed(here, people, control)
    await compared(here)
    const [kept, file] = [join(here.data, 'kept'), join(here.folder, 'received.json')]
    copyFileSync(file, kept)
    writeFeed(here, people.slice(0, 2), { instructions: INSTRUCTIONS })
    await gathered(here, 'gather-contacts')
    copyFileSync(kept, file)
    assert.not.match((await here.run('explain', ['person1@acme.test'])).said, /received/)
    rmSync(file)
    assert.not.match((await here.run('explain', ['person1@acme.test'])).said, /received/)
  }),
)

explain.run()
