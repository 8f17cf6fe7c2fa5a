// A list does not prove itself: services whose count, pages or rows mislead are refused, and said which it was.

import * as assert from 'uvu/assert'
import type { ScimOptions } from '../../lib/sandbox/scim/options.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import type { ScimSettings } from '../../lib/targets/scim/settings.ts'
import type { Place } from '../kit/pipeline.ts'
import { between, madeOf, services, watching } from '../kit/service.ts'
import { gathered, stageIn } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'

const paging = suite('SCIM: paging')

interface Setup {
  equal?: number
  options?: Partial<ScimOptions>
  target?: Partial<ScimSettings>
  /** What happens when a page is asked for, the first being 1. */
  before?: (here: Place, page: number) => void
}

/** Reads the users of a service; gives the code, the line, and how many came. */
async function read({ equal = 10, options = {}, target = {}, before = () => undefined }: Setup) {
  let outcome = { code: -1, line: '', count: -1 }
  await between(
    services({ equal }),
    async (here) => {
      await gathered(here, 'gather-organizations')
      let pages = 0
      watching(here, ({ path }) => {
        if (path.endsWith('/Users')) before(here, ++pages)
        return undefined
      })
      const { code, line } = await stageIn(here, gatherUsers)
      outcome = { code, line, count: code === 0 ? here.json('users.json').count : 0 }
    },
    { options: { scim: options }, target },
  )
  return outcome
}

const refusals: [what: string, setup: Setup, said: string][] = [
  [
    'a total that follows the page',
    { equal: 106, options: { totals: 'page', maxResults: 100 } },
    'its total follows the page: 1 with count=1, then 100',
  ],
  [
    'a total that follows the page, of a list of one page',
    { equal: 4, options: { totals: 'page' } },
    'its total follows the page: 1 with count=1, then 4',
  ],
  [
    'somebody who is counted and never listed',
    { equal: 12, options: { unlisted: ['u7'] } },
    'somebody is counted and never listed (after row 11)',
  ],
  [
    'the same, many pages long',
    { equal: 12, options: { unlisted: ['u7'], maxResults: 4 } },
    'somebody is counted and never listed (after row 11)',
  ],
  [
    'ignored paging',
    { options: { pages: 'ignored', maxResults: 10 } },
    'paging ignored: count=1 brought 10 rows of 10',
  ],
]
for (const [what, setup, said] of refusals)
  paging(`${what} is refused: exit 9`, async () => {
    const { code, line } = await read(setup)
    assert.is(code, 9)
    assert.match(line, said)
    assert.match(line, 'not proven whole')
  })

paging('ignored paging is taken where the service says that an answer could have had more rows', async () => {
  const { code, count } = await read({ options: { pages: 'ignored', maxResults: 11 } })
  assert.equal([code, count], [0, 10])
})

paging('ignored paging is taken where the settings say that there are no pages', async () => {
  const { code, count } = await read({ options: { pages: 'ignored', maxResults: 10 }, target: { paging: 'none' } })
  assert.equal([code, count], [0, 10])
})

paging('without pages too a count that the rows do not reach is refused', async () => {
  const { code, line } = await read({ options: { unlisted: ['u3'] }, target: { paging: 'none' } })
  assert.is(code, 9)
  assert.match(line, 'counted and never listed (after row 9)')
})

const cursors: [what: string, options: Partial<ScimOptions>, code: number][] = [
  ['a list by cursor is read to its end', { cursor: true, maxResults: 4 }, 0],
  ['a list by cursor that lacks somebody is refused', { cursor: true, maxResults: 4, unlisted: ['u3'] }, 9],
]
for (const [what, options, expected] of cursors)
  paging(what, async () => {
    const { code, count } = await read({ options })
    assert.equal([code, count], [expected, expected === 0 ? 10 : 0])
  })

const grown = (here: Place, n: number) => here.box.world.scim.users.push(madeOf(n) as never)

paging('rows behind the end are read, and a total that grew is believed once another walk agrees', async () => {
  const setup = {
    options: { maxResults: 4 },
    before: (here: Place, page: number) => void (page === 4 && grown(here, 50)),
  }
  assert.equal(await read(setup).then(({ code, count }) => [code, count]), [0, 11])
})

paging('a list that grows in every walk changed while it was read: exit 9', async () => {
  // the second page of each of the walks: of 10, 11 and 12 people
  const before = (here: Place, page: number) => void ([3, 9, 15].includes(page) && grown(here, 50 + page))
  const setup = { options: { maxResults: 4 }, before }
  const { code, line } = await read(setup)
  assert.is(code, 9)
  assert.match(line, 'it changed while it was read')
})

paging('somebody who goes while a list is read makes nobody be passed over', async () => {
  const before = (here: Place, page: number) => void (page === 3 && here.box.world.scim.users.shift())
  assert.equal(await read({ options: { maxResults: 4 }, before }).then(({ code, count }) => [code, count]), [0, 9])
})

paging.run()
