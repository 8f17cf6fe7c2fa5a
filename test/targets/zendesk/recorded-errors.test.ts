// Recorded, documented and reported errors and headers of Zendesk, through the client that reads them.

import * as assert from 'uvu/assert'
import { Failure } from '../../../lib/errors/failure.ts'
import { droppedKeys, jobsLeft, rateLimitOf } from '../../../lib/targets/zendesk/headers.ts'
import { errorOf, type Job } from '../../../lib/targets/zendesk/jobs.ts'
import { suite } from '../../kit/suite.ts'
import { answered, asServed, files, paths, read } from '../../kit/zendesk-recorded.ts'

const recorded = suite('recorded errors and headers')

if (paths.every((path) => path !== null)) {
  recorded('every error is told with its status and its words, whatever its shape', async () => {
    const errors = ['zenpy-errors-404-and-400', 'zenpy-user-fields', 'reported-errors', 'documented-examples']
      .flatMap(read)
      .filter(({ response }) => (response.status ?? 429) >= 400)
    assert.ok(errors.length > 25)
    for (const exchange of errors) {
      const { body } = exchange.response
      await answered(
        () => asServed(exchange),
        async (_, call) => {
          const error = await call('PUT', '/api/v2/anything', { json: {}, once: true }).catch(
            (caught: Failure) => caught,
          )
          assert.instance(error, Failure)
          const { code, message } = error as Failure
          assert.is(code, 9)
          const first = typeof body === 'string' ? body : Object.values(body as object).flat()[0]
          const words = typeof first === 'string' ? first : JSON.stringify(first).slice(1, 40)
          assert.ok(message.includes(words.slice(0, 100)), `${message} has not ${words}`)
          assert.match(message, `answered ${exchange.response.status ?? 429}`)
        },
      )
    }
  })

  recorded('failed entries whose id is a position are matched by position', () => {
    const reported = read('reported-errors').flatMap(({ response }) => {
      const { job_status: job } = (response.body ?? {}) as { job_status?: Job }
      return job && Array.isArray(job.results) ? [{ ...job, status: 'completed' }] : []
    })
    assert.is(reported.length, 1)
    assert.is(errorOf(reported[0]!, 0, '1900233268488'), null)
    assert.match(errorOf(reported[0]!, 2, '700000000001') ?? '', 'UserUpdateError: Name: Email: ')
  })

  recorded('headers of every age tell the rate limit, the jobs left and the keys that were dropped', () => {
    const rateLimits = new Map<string, number>()
    let warned = 0
    for (const { response } of files.flatMap(read)) {
      const headers = response.headers ?? {}
      const rateLimit = rateLimitOf(headers)
      if (Object.keys(headers).some((name) => /^(x-)?rate-?limit/.test(name)) && rateLimit) {
        assert.is(rateLimit.limit, 700)
        assert.ok(rateLimit.left >= 0 && rateLimit.left < 700 && rateLimit.resetsIn <= 60)
        rateLimits.set(String(rateLimit.limit), (rateLimits.get(String(rateLimit.limit)) ?? 0) + 1)
      }
      if ('x-zendesk-api-warn' in headers) warned++
      if ('x-zendesk-api-warn' in headers) assert.match(droppedKeys(headers) ?? '', /^"\w+\.?\w*"/)
    }
    assert.ok(warned > 3 && [...rateLimits.values()][0]! > 50)
    const [jobs] = read('documented-examples')
    assert.is(jobsLeft(jobs!.response.headers!), 29)
    assert.equal(rateLimitOf({ 'x-rate-limit': '700', 'x-rate-limit-remaining': '5' }), {
      limit: 700,
      left: 5,
      resetsIn: 60,
    })
    const warning = '{:allowed_parameters=>{:unpermitted_keys=>["users[0].x"], :invalid_values=>["role"]}}'
    assert.is(droppedKeys({ 'x-zendesk-api-warn': warning }), '"users[0].x", "role"')
    assert.is(droppedKeys({ 'x-zendesk-api-warn': 'words of another kind' }), 'words of another kind')
  })
}

recorded.run()
