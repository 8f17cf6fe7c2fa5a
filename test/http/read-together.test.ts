// Reads of single records that share requests.

import * as assert from 'uvu/assert'
import { readTogether } from '../../lib/http/read-together.ts'
import { suite } from '../kit/suite.ts'

const together = suite('read together')

/** A remote whose requests are answered one by one, when `answer` is called. */
function remote() {
  const requests: string[][] = []
  const answers: (() => void)[] = []
  const read = (ids: string[]) => {
    requests.push(ids)
    return new Promise<Map<string, string>>((resolve, reject) => {
      answers.push(() => {
        const known = ids.filter((id) => id !== 'unknown').map((id) => [id, `record of ${id}`] as const)
        if (ids.includes('broken')) reject(new Error('refused'))
        else resolve(new Map(known))
      })
    })
  }
  return { requests, read, answer: () => answers.shift()!() }
}

/** The requests that were sent when `asked` was asked for at once, and what each got. */
async function requestsFor(asked: string[], most = 3) {
  const { requests, read, answer } = remote()
  const get = readTogether(most, read)
  const got = Promise.allSettled(asked.map(get))
  for (let sent = 0; sent < requests.length; sent++) {
    answer()
    await new Promise(setImmediate)
  }
  const values = (await got).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))
  return { requests, values }
}

together('the first read goes out at once, those that come in the meantime share the next request', async () => {
  const { requests, values } = await requestsFor(['a', 'b', 'c', 'd', 'e'])
  assert.equal(requests, [['a'], ['b', 'c', 'd'], ['e']])
  assert.equal(
    values,
    ['a', 'b', 'c', 'd', 'e'].map((id) => `record of ${id}`),
  )
})

together('an id that is asked for twice is read once', async () => {
  const { requests, values } = await requestsFor(['a', 'b', 'b'])
  assert.equal(requests, [['a'], ['b']])
  assert.equal(values, ['record of a', 'record of b', 'record of b'])
})

together('a record that the answer lacks is undefined', async () => {
  assert.equal((await requestsFor(['a', 'unknown', 'b'])).values, ['record of a', undefined, 'record of b'])
})

together('an error is that of the reads that shared the request, and the reads after it go on', async () => {
  const { values } = await requestsFor(['a', 'broken', 'b', 'c', 'd'])
  assert.equal(values, ['record of a', 'Error: refused', 'Error: refused', 'Error: refused', 'record of d'])
})

together('a read after all others begins a new request', async () => {
  const { requests, read, answer } = remote()
  const get = readTogether(3, read)
  for (const id of ['a', 'b']) {
    const got = get(id)
    answer()
    assert.is(await got, `record of ${id}`)
  }
  assert.equal(requests, [['a'], ['b']])
})

together.run()
