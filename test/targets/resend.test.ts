// What is sent again after a lost answer: how often, after which look, and what is said of it.

import * as assert from 'uvu/assert'
import type { Receipt } from '../../lib/artifacts/records.ts'
import { exit } from '../../lib/errors/failure.ts'
import { UnknownFate } from '../../lib/http/outcome.ts'
import type { Network } from '../../lib/http/retry.ts'
import { MOST_TRIES, sendUntilAnswered } from '../../lib/targets/resend.ts'
import type { Written } from '../../lib/targets/target.ts'
import { suite } from '../kit/suite.ts'

const resend = suite('resend')
const network: Network = { deadline: 1, firstWait: 0.001, tries: 1 }
const lost = (n: number) => new UnknownFate(exit.remote, `answer ${n} was lost`)

/** Answers in this order; an error is thrown. */
function script(...answers: (string | Error)[]) {
  const calls = { n: 0 }
  const send = async () => {
    const answer = answers[calls.n++]
    if (answer instanceof Error) throw answer
    return answer ?? 'no answer is left'
  }
  return { calls, send }
}

resend('an answer ends the tries, and one after a lost answer says so', async () => {
  const first = script('yes')
  assert.equal(await sendUntilAnswered({ network, send: first.send }), { answer: 'yes', wasLost: false })
  const second = script(lost(1), 'yes')
  assert.equal(await sendUntilAnswered({ network, send: second.send }), { answer: 'yes', wasLost: true })
  assert.equal([first.calls.n, second.calls.n], [1, 2])
})

resend('the last of the tries that is lost is the answer', async () => {
  const { calls, send } = script(lost(1), lost(2), lost(3), 'never asked for')
  const sent = await sendUntilAnswered({ network, send })
  assert.instance(sent, UnknownFate)
  assert.is((sent as UnknownFate).message, 'answer 3 was lost')
  assert.is(calls.n, MOST_TRIES)
})

resend('nothing is sent again before it is looked for, after the last try too', async () => {
  const found = script(lost(1), 'never asked for')
  assert.is(await sendUntilAnswered({ network, send: found.send, findSent: async () => 'found' }), 'found')
  assert.is(found.calls.n, 1)
  let looks = 0
  const { send } = script(lost(1), lost(2), lost(3))
  const findSent = async () => (++looks === MOST_TRIES ? 'found at last' : null)
  assert.is(await sendUntilAnswered({ network, send, findSent }), 'found at last')
})

resend('an error after a lost answer goes on, and what was sent is said to be unknown first', async () => {
  const receipts = [{ outcome: 'failed' } as Receipt]
  const said: Written[] = []
  const unknown = { emit: (line: Written) => said.push(line), receipts }
  const refused = new Error('refused')
  const fails = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error) => error,
    )
  assert.is(await fails(sendUntilAnswered({ network, send: script(refused).send, unknown })), refused)
  assert.equal(said, [], 'nothing was sent before')
  assert.is(await fails(sendUntilAnswered({ network, send: script(lost(1), refused).send, unknown })), refused)
  assert.equal(said, receipts)
})

resend.run()
