// The shell lines of the scheduled pipeline that fetch state/ of the last sync, and that show a plan in a merge request.

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { job } from '../kit/gitlab.ts'
import { at } from '../kit/pipeline.ts'
import { compared } from '../kit/stages.ts'
import { suite } from '../kit/suite.ts'
import { changing } from '../kit/worlds.ts'

const script = suite<{ folder: string }>("the pipeline's shell lines: state and plan")
script.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'user-sync-shell-'))
  mkdirSync(join(context.folder, 'stubs'))
  mkdirSync(join(context.folder, 'project', 'bin'), { recursive: true })
})
script.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

script(
  'state/ of the last sync is fetched where it is wanted; the token goes to GitLab alone, and in no argument',
  async ({ folder }) => {
    const state = join(folder, 'kept', 'data', 'us-gov', 'state')
    mkdirSync(state, { recursive: true })
    writeFileSync(join(state, 'synced.json'), 'remembered')
    const zip = join(folder, 'state.zip')
    execFileSync('python3', ['-m', 'zipfile', '-c', zip, 'data/'], { cwd: join(folder, 'kept') })
    const seen: { url: string; token: unknown }[] = []
    let status = 302
    const server = createServer(({ headers, url = '' }, response) => {
      seen.push({ url, token: headers['job-token'] })
      if (url.startsWith('/storage')) response.end(readFileSync(zip))
      else response.writeHead(status, { location: `http://127.0.0.1:${port}/storage` }).end()
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const { port } = server.address() as AddressInfo
    const fetching = async (wanted: string) => {
      const lines = job('gather-contacts').before_script!.at(-1)!
      const child = spawn('sh', ['-ec', `npm() { :; }\n${lines}\nuser_sync gather-contacts`], {
        cwd: join(folder, 'project'),
        env: {
          PATH: process.env['PATH'],
          INSTANCE: 'us-gov',
          USER_SYNC_DIR: '.',
          USER_SYNC_STATE: wanted,
          CI_JOB_TOKEN: 'job-token',
          CI_API_V4_URL: `http://127.0.0.1:${port}/api/v4`,
          CI_PROJECT_ID: '7',
          CI_DEFAULT_BRANCH: 'main',
        },
      })
      let said = ''
      child.stdout.on('data', (text) => {
        said += text
      })
      assert.is(await new Promise((resolve) => child.once('close', resolve)), 0)
      return said
    }
    try {
      assert.is(await fetching('false'), '')
      assert.equal(seen, [])
      assert.is(await fetching('true'), '')
      const kept = join(folder, 'project', 'data', 'us-gov', 'state', 'synced.json')
      assert.is(readFileSync(kept, 'utf8'), 'remembered')
      assert.equal(seen, [
        { url: '/api/v4/projects/7/jobs/artifacts/main/download?job=sync%3a+%5bus-gov%5d', token: 'job-token' },
        { url: '/storage', token: undefined },
      ])
      rmSync(kept)
      status = 404
      assert.match(await fetching('true'), 'no state/ of an earlier sync: everything is read')
      assert.not.ok(existsSync(join(folder, 'project', 'state.zip')))
    } finally {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    }
  },
)

script('the plan that a merge request shows has the counts of the plan files', () =>
  at(changing(), async (here) => {
    await compared(here)
    symlinkSync(here.data, join(here.data, 'data'))
    const report = job('compare').script!.at(-1)!
    const { status, stderr } = spawnSync('sh', ['-c', report], {
      cwd: here.data,
      env: { ...process.env, INSTANCE: 'us-gov' },
      encoding: 'utf8',
    })
    assert.is(status, 0, stderr)
    const plan = JSON.parse(readFileSync(join(here.data, 'plan.json'), 'utf8'))
    assert.equal(plan, { create: 1, update: 2, delete: 1 })
  }),
)

script.run()
