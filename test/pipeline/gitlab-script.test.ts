// The shell lines of the scheduled pipeline, run as they stand: git and npm are simulators that note what they are
// asked.

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { job, pipeline } from '../kit/gitlab.ts'
import { suite } from '../kit/suite.ts'

const script = suite<{ folder: string }>("the pipeline's shell lines")
script.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'user-sync-shell-'))
  mkdirSync(join(context.folder, 'stubs'))
  mkdirSync(join(context.folder, 'project', 'bin'), { recursive: true })
})
script.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

/** What GitLab gives a job. */
const GITLAB = {
  CI_SERVER_PROTOCOL: 'https',
  CI_SERVER_FQDN: 'gitlab.acme.test:8443',
  CI_SERVER_HOST: 'gitlab.acme.test',
  CI_JOB_TOKEN: 'job-token',
  INSTANCE: 'us-gov',
}

interface How {
  /** The tool that fails. */
  fails?: string
  /** In place of the job's own line. */
  line?: string
}

interface Asked {
  tool: string
  folder: string
  cache: string
  words: string[]
}

/** Runs the lines of a job in `shell` and gives what git and npm were asked, in order. */
function run(
  folder: string,
  shell: string,
  name: string,
  variables: Record<string, string> = {},
  how: How = {},
): Asked[] {
  const { fails = '', line } = how
  const [stubs, log, project] = [join(folder, 'stubs'), join(folder, 'log'), join(folder, 'project')]
  const note =
    'printf "%s\\t%s\\t%s" "$(basename "$0")" "$PWD" "$npm_config_cache" >> "$LOG"; printf "\\t%s" "$@" >> "$LOG"; echo >> "$LOG"'
  const clone = 'for last do :; done; mkdir -p "$last/bin"'
  for (const [tool, does] of Object.entries({ git: clone, npm: ':' })) {
    writeFileSync(join(stubs, tool), `#!/bin/sh\n${note}\n${tool === fails ? 'exit 1' : does}\n`)
    chmodSync(join(stubs, tool), 0o755)
  }
  writeFileSync(log, '')
  const { before_script = [], script: own = [] } = job(name)
  const env = { ...GITLAB, ...(pipeline['variables'] as object), ...variables, LOG: log }
  const path = `${stubs}:${process.env['PATH']}`
  // GitLab ends a job at the first line that fails
  const { status, stderr } = spawnSync(shell, ['-ec', [...before_script, line ?? own[0]].join('\n')], {
    cwd: project,
    env: { ...env, PATH: path },
    encoding: 'utf8',
  })
  assert.is(status, fails ? 1 : 0, stderr)
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => {
    const [tool = '', where = '', cache = '', ...words] = line.split('\t')
    return { tool, folder: where.replace(project, '.'), cache: cache.replace(project, '.'), words }
  })
}

const INSTALL = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
const INCLUDED = { USER_SYNC_PROJECT: 'support/user-sync', USER_SYNC_REF: 'v1.2', USER_SYNC_DIR: '.user-sync' }

for (const shell of ['bash', 'sh']) {
  script(
    `${shell}: in a project that includes the file user-sync is cloned, installed and told where the files are`,
    ({ folder }) => {
      const [clone, install, stage, ...more] = run(folder, shell, 'compare', INCLUDED)
      const url = 'https://gitlab.acme.test:8443/support/user-sync.git'
      const words = ['clone', '--quiet', '--depth', '1', '--branch', 'v1.2', url, '.user-sync']
      assert.equal(clone, { tool: 'git', folder: '.', cache: '', words })
      assert.equal(install, { tool: 'npm', folder: './.user-sync', cache: './.npm', words: INSTALL })
      const project = join(folder, 'project')
      assert.equal(stage!.words, [
        ...['run', '--silent', '--prefix', '.user-sync', 'compare', '--', '--instance', 'us-gov'],
        ...['--data', `${project}/data`, '--config', `${project}/sync.config.json`],
      ])
      assert.equal(more, [])
      assert.ok(existsSync(join(project, '.user-sync', 'bin')))

      assert.equal(
        run(folder, shell, 'compare', INCLUDED).map(({ tool }) => tool),
        ['npm', 'npm'],
        'what is there already is not cloned again',
      )
    },
  )

  script(`${shell}: in the project of user-sync nothing is cloned`, ({ folder }) => {
    const asked = run(folder, shell, 'gather-users')
    assert.equal(
      asked.map(({ tool }) => tool),
      ['npm', 'npm'],
    )
    assert.equal(asked[0], { tool: 'npm', folder: '.', cache: './.npm', words: INSTALL })
    assert.equal(asked[1]!.words.slice(0, 6), ['run', '--silent', '--prefix', '.', 'gather-users', '--'])
    const own = run(folder, shell, 'sync', {}, { line: 'user_sync sync create --strict' })
    assert.equal(own[1]!.words.slice(-2), ['create', '--strict'], "a line of one's own has its own flags")
  })

  script(`${shell}: a clone or an install that fails ends the job, and no stage runs`, ({ folder }) => {
    const tools = (fails: string) => run(folder, shell, 'sync', INCLUDED, { fails }).map(({ tool }) => tool)
    assert.equal(tools('git'), ['git'])
    assert.equal(tools('npm'), ['git', 'npm'])
  })
}

/** A server that wants the job's token, and serves the repository in `folder` by the dumb protocol. */
async function repository(folder: string) {
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    const { authorization } = request.headers
    asked.push(authorization)
    if (authorization !== `Basic ${Buffer.from('gitlab-ci-token:job-token').toString('base64')}`)
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="GitLab"' }).end()
    const file = join(folder, request.url!.split('?')[0]!.replace('/support/user-sync.git', ''))
    if (existsSync(file) && statSync(file).isFile()) response.end(readFileSync(file))
    else response.writeHead(404).end()
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { asked, host, end: () => new Promise((done) => server.close(done)) }
}

script('the token of the clone is in no argument and in no file', async ({ folder }) => {
  const [origin, clone] = [join(folder, 'origin'), join(folder, 'project', '.user-sync')]
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-C', origin, ...words])
  mkdirSync(join(origin, 'bin'), { recursive: true })
  writeFileSync(join(origin, 'bin', 'sync.ts'), '')
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-qm', 'x')
  git('update-server-info')
  const { asked, host, end } = await repository(join(origin, '.git'))
  try {
    // the dumb protocol knows no shallow clone
    const lines = job('compare').before_script![0]!.replace('--depth 1', '')
    const child = spawn('sh', ['-ec', lines], {
      cwd: join(folder, 'project'),
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        GIT_TRACE: join(folder, 'trace'),
        CI_JOB_TOKEN: 'job-token',
        CI_SERVER_PROTOCOL: 'http',
        CI_SERVER_FQDN: host,
        USER_SYNC_DIR: '.user-sync',
        USER_SYNC_PROJECT: 'support/user-sync',
        USER_SYNC_REF: 'main',
      },
    })
    let said = ''
    child.stderr.on('data', (text) => {
      said += text
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    assert.is(code, 0, said)
    assert.ok(existsSync(join(clone, 'bin', 'sync.ts')))
    assert.ok(asked.includes(undefined) && asked.length > 2, 'it was asked without the token first')
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, file)
      if (!statSync(path).isFile()) continue
      // what git runs, by its own trace, too
      assert.not.ok(readFileSync(path, 'latin1').includes('job-token'), file)
    }
    assert.match(readFileSync(join(folder, 'trace'), 'utf8'), 'clone')
  } finally {
    await end()
  }
})

script.run()
