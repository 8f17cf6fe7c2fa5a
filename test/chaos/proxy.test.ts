// The line of scripts behind a company's proxy: every request goes through it, jsforce's sign-in too.

import { rmSync } from 'node:fs'
import { request as ask } from 'node:http'
import * as assert from 'uvu/assert'
import { at, type Place, STAGES } from '../kit/pipeline.ts'
import { certificate, proxy, secure } from '../kit/proxy.ts'
import { skipped } from '../kit/samples.ts'
import { suite } from '../kit/suite.ts'
import { changing } from '../kit/worlds.ts'

const behind = suite('behind a proxy')

/** No name server has these. */
const [ZENDESK, SALESFORCE] = ['zendesk.user-sync.invalid', 'salesforce.user-sync.invalid']
const tls = certificate(ZENDESK, SALESFORCE)

/** https for both systems: what it is asked goes on to the simulator of that name. */
const gate = (here: Place) =>
  secure(tls!, (request, response) => {
    const { ZENDESK_URL, SALESFORCE_LOGIN_URL } = here.env
    const url = new URL(request.url!, request.headers.host?.startsWith('zendesk') ? ZENDESK_URL : SALESFORCE_LOGIN_URL)
    const headers = { ...request.headers, host: url.host }
    const onward = ask(url, { method: request.method!, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece) => {
        text += piece
      })
      answer.on('end', () => {
        const { 'content-length': _, 'transfer-encoding': __, ...rest } = answer.headers
        const said = text.replaceAll(SALESFORCE_LOGIN_URL!, `https://${SALESFORCE}`)
        response.writeHead(answer.statusCode!, rest).end(said)
      })
    })
    request.pipe(onward)
  })

if (tls === null) skipped.push('the line behind a proxy: there is no openssl to make a certificate')
else {
  behind('all requests go through it, and doctor names it without its sign-in', () =>
    at(changing(), async (here) => {
      const service = await gate(here)
      const { asked, end, host } = await proxy(service.port)
      const env = {
        ZENDESK_URL: `https://${ZENDESK}`,
        SALESFORCE_LOGIN_URL: `https://${SALESFORCE}`,
        HTTPS_PROXY: `http://ann:proxy-password@${host}`,
        NODE_EXTRA_CA_CERTS: tls.cert,
      }
      try {
        for (const stage of STAGES) {
          const { code, said } = await here.run(stage, [], env)
          assert.is(code, 0, said)
        }
        const { code, said } = await here.run('doctor', [], env)
        assert.is(code, 0, said)
        assert.match(said, `target zendesk, proxy: http://${host}\n`)
        assert.match(said, `source salesforce, proxy: http://${host}\n`)
        assert.not.match(said, /proxy-password|ann:/)
        assert.ok(here.box.requests.length > 10)
        const pair = `Basic ${Buffer.from('ann:proxy-password').toString('base64')}`
        assert.equal([...new Set(asked.map(({ authorization }) => authorization))], [pair])
        assert.equal([...new Set(asked.map(({ to }) => to))].sort(), [`${SALESFORCE}:443`, `${ZENDESK}:443`])

        const alone = await here.run('doctor', [], { ...env, NO_PROXY: `.user-sync.invalid` })
        assert.is(alone.code, 9, alone.said)
        assert.match(alone.said, 'target zendesk, proxy: none: NO_PROXY names it')
        assert.match(alone.said, 'no such host: check ZENDESK_URL')
      } finally {
        await Promise.all([end(), service.end()])
        rmSync(tls.folder, { recursive: true, force: true })
      }
    }),
  )

  behind('a proxy leaves the simulators on this machine alone', () =>
    at(changing(), async (here) => {
      const { asked, end, url } = await proxy(9)
      const { code, said } = await here.run('gather-organizations', [], { HTTPS_PROXY: url, HTTP_PROXY: url })
      await end()
      assert.equal([code, asked], [0, []], said)
    }),
  )
}

behind.run()
