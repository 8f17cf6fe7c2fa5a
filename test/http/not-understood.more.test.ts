// A body that is not understood: its path and type are said, and nothing of it.

import * as assert from 'uvu/assert'
import { tokenOfAnswer } from '../../lib/http/token.ts'
import type { RemoteResponse } from '../../lib/sandbox/http/remote.ts'
import { gatherContacts } from '../../lib/scripts/gather-contacts.ts'
import { gatherUsers } from '../../lib/scripts/gather-users.ts'
import { errorOf } from '../../lib/targets/zendesk/jobs.ts'
import { page } from '../kit/answers.ts'
import { found } from '../kit/looks.ts'
import { at, type Place } from '../kit/pipeline.ts'
import { refusal } from '../kit/refusal.ts'
import { compared, gathered, stageIn, synced } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing, worldOf } from '../kit/worlds.ts'

const odd = suite('bodies that are not understood')

/** A value that nothing may print. */
const SECRET = 'Quibblewick'

const answering = (here: Place, path: RegExp, answer: RemoteResponse) =>
  here.interfere((_, asked) => (path.test(asked.path) ? answer : undefined))

const looked = async (here: Place) => {
  let all: Record<string, string> = {}
  await stageIn(here, async (run) => {
    all = await found((await run.instance.source(run)).checks!())
    return { line: '' }
  })
  return all
}

odd('the error of a token endpoint is one line, and not long', () => {
  const body = { error: `no\nsync us-gov: create 5 applied ${'x'.repeat(9_000)}` }
  const { message } = refusal(() => tokenOfAnswer('Zendesk', { status: 400, headers: {}, body }, 'its secret'))
  assert.match(message, /^Zendesk: sign-in refused \(400 no sync us-gov: [^\n]{0,400}$/)
  const { message: other } = refusal(() =>
    tokenOfAnswer('Zendesk', { status: 400, headers: {}, body: { error: {} } }, 'it'),
  )
  assert.is(other, 'Zendesk: sign-in refused (400). Check it')
})

const texts: [what: string, body: string, said: RegExp][] = [
  ['HTML', `<h1>${SECRET}</h1>`, /a body of 20 characters that are no JSON/],
  ['cut JSON', `{"users":[{"name":"${SECRET}"`, /a body of \d+ characters that break off/],
  ['a text', SECRET, /a body of 11 characters that are no JSON/],
  ['nothing', ' ', /, an empty body\./],
]
for (const [what, body, said] of texts) {
  odd(`${what} where JSON should be: its type and length`, () =>
    at(worldOf(), async (here) => {
      answering(here, /\/api\/v2\/users$/, page(body))
      const { code, line } = await stageIn(here, gatherUsers)
      assert.is(code, 9)
      assert.match(line, said)
      assert.not.match(line, SECRET)
    }),
  )
}

const pages: [path: RegExp, body: unknown, said: RegExp][] = [
  [/\/query$/, { totalSize: SECRET, done: true, records: [] }, /totalSize is a text/],
  [/\/query$/, { totalSize: 1, done: true, records: [{ Id: SECRET }] }, /records\[0\].Id is no Salesforce id/],
  [/\/query$/, { totalSize: 1, done: SECRET, records: [] }, /done is a text/],
]
for (const [path, body, said] of pages) {
  odd(`a page of Salesforce: ${said.source}`, () =>
    at(worldOf(), async (here) => {
      await gathered(here, 'gather-organizations')
      answering(here, path, page(body))
      const { code, line } = await stageIn(here, gatherContacts)
      assert.is(code, 9)
      assert.match(line, said)
      assert.not.match(line, SECRET)
    }),
  )
}

const looks: [path: RegExp, body: unknown, what: string, said: RegExp][] = [
  [/\/services\/data$/, { version: SECRET }, 'API version', /the list of versions is an object with version/],
  [/\/limits$/, { DailyApiRequests: { Remaining: SECRET } }, "the day's calls", /DailyApiRequests.Remaining is a text/],
  [/\/query$/, { totalSize: SECRET }, 'contacts', /totalSize is a text/],
]
for (const [path, body, what, said] of looks) {
  odd(`doctor, ${what}: ${said.source}`, () =>
    at(worldOf(), async (here) => {
      answering(here, path, page(body))
      const { [what]: line } = await looked(here)
      assert.match(line!, said)
      assert.not.match(line!, SECRET)
    }),
  )
}

odd('a result of a job, and a list of jobs', () => {
  const job = { id: 'a', status: 'completed', message: null, results: [{}, { odd: SECRET }] }
  assert.is(errorOf(job, 1, '7'), 'unknown result: results[1] is an object with odd, without success, status or error')
  return at(changing(), async (here) => {
    await compared(here)
    answering(here, /\/job_statuses\/show_many$/, page({ job_statuses: { name: SECRET } }))
    const { code, line } = await synced(here, { words: ['update'] })
    assert.is(code, 9)
    assert.match(line, 'job_statuses is an object with name, and no list')
    assert.not.match(line, SECRET)
  })
})

odd.run()
