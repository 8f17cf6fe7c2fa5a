// The model against a control file: what fills each name of it, and what is left unfilled.

import * as assert from 'uvu/assert'
import { fillsOf, modelLines, unfilledIn } from '../../../lib/sources/feed/fills.ts'
import { USER_SYNC } from '../../../lib/sources/feed/model.ts'
import { either, field, PLAIN } from '../../kit/feed.ts'
import { INSTRUCTIONS, recordOf, toZendesk, world, writeFeed } from '../../kit/feed-folder.ts'
import { at } from '../../kit/pipeline.ts'
import { suite } from '../../kit/suite.ts'

const fills = suite('feed: what fills the model')

const linesOf = (instructions: object[]) =>
  Object.fromEntries(
    modelLines(USER_SYNC, fillsOf(instructions)).map((line) => {
      const [, place, need, by] = /^(\S+) +(required|optional) {2}(.*)$/.exec(line)!
      return [place, `${need}: ${by}`]
    }),
  )

fills('every name has its need and its instruction, at any depth; what no instruction fills is said', () => {
  const groups = { action: 'set-value', destination: 'user', name: 'groups', value: 'staff', multivalue: true }
  const job = { action: 'within', source: 'work', instructions: [field('job', 'job', 'profile')] }
  const condition = { action: 'if-value-one-of', source: 'role', values: ['STAFF'] }
  assert.equal(linesOf([...PLAIN, either(condition, [groups], [field('x', 'groups')]), job]), {
    'user/username': 'required: field username (instructions.0)',
    'user/title': 'optional: unfilled',
    'user/nameFirst': 'required: field nameFirst (instructions.1)',
    'user/nameLast': 'required: field nameLast (instructions.2)',
    'user/email': 'required: field email (instructions.3)',
    'user/groups': 'optional: set-value (instructions.4.then.0), field x (instructions.4.else.0)',
    'profile/job': 'optional: field job (instructions.5.instructions.0)',
    'user:tags/*': 'optional: unfilled: it takes any name',
  })
})

fills('what every record needs and nothing fills is named; an address in a field name is not shown', () => {
  assert.equal(unfilledIn(USER_SYNC, fillsOf(PLAIN)), [])
  assert.equal(unfilledIn(USER_SYNC, fillsOf([PLAIN[0]!, PLAIN[1]!])), ['user/nameLast', 'user/email'])
  assert.match(linesOf([field('ann@acme.test', 'title')])['user/title']!, 'field <field>')
})

fills('doctor and explain --model print it, and doctor is red where every record would be held', () =>
  at(world(), async (here) => {
    toZendesk(here)
    writeFeed(here, [recordOf(1)])
    const doctor = await here.run('doctor')
    assert.match(
      doctor.said,
      /ok {2}us-gov {2}source feed, model: haplo:\S+, and what fills it\n +user\/username +required/,
    )
    const explained = await here.run('explain', ['--model'])
    assert.equal([explained.code, /user\/title +optional +unfilled/.test(explained.said)], [0, true], explained.said)
    writeFeed(here, [recordOf(1)], {
      instructions: INSTRUCTIONS.filter((one) => !JSON.stringify(one).includes('nameLast')),
    })
    const { code, said } = await here.run('doctor')
    assert.is(code, 7)
    assert.match(said, /!! .*model: no instruction fills user\/nameLast, which every record needs/)
  }),
)

fills('a source without a control file has no model: exit 7', () =>
  at(world(), async (here) => {
    const { code, said } = await here.run('explain', ['--model'])
    assert.is(code, 7)
    assert.match(said, 'source salesforce has no model')
  }),
)

fills.run()
