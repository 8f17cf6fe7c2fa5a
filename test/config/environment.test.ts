// Names of the environment in the settings: where they are read, which are refused, and that no value is ever shown.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { progressCounts } from '../../lib/cli/progress-line.ts'
import { type Instance, instances } from '../../lib/config/config.ts'
import { variableKinds } from '../../lib/connector/settings.ts'
import type { Failure } from '../../lib/errors/failure.ts'
import { maskSecrets } from '../../lib/errors/secrets.ts'
import { gluuSettings } from '../../lib/sources/gluu/settings.ts'
import { salesforceSettings } from '../../lib/sources/salesforce/settings.ts'
import { scimSourceSettings } from '../../lib/sources/scim/settings.ts'
import { scimSettings } from '../../lib/targets/scim/settings.ts'
import { zeeneaSettings } from '../../lib/targets/zeenea/settings.ts'
import { zendeskSettings } from '../../lib/targets/zendesk/settings.ts'
import { ROOT } from '../kit/documents.ts'
import { GLUU_SOURCE } from '../kit/gluu-settings.ts'
import { FREE, SCIM_SOURCE, SCIM_TARGET } from '../kit/scim-settings.ts'
import { suite } from '../kit/suite.ts'

const names = suite<{ file: string }>('names of the environment')
let folder = ''
const before = { ...process.env }
names.before.each((context) => {
  folder = mkdtempSync(join(tmpdir(), 'environment-'))
  context.file = join(folder, 'sync.config.json')
})
names.after.each(() => {
  rmSync(folder, { recursive: true, force: true })
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
})

interface Sides {
  source: Record<string, unknown>
  target: Record<string, unknown>
  [setting: string]: unknown
}

const shipped = (): Sides => JSON.parse(readFileSync(join(ROOT, 'sync.config.json'), 'utf8')).instances['us-gov']
const silent = { ...progressCounts(), say: () => undefined }

/** The instances of a file with these. */
function read(file: string, all: Record<string, Sides>): Instance[] {
  writeFileSync(file, JSON.stringify({ instances: all }))
  return instances({ file, data: folder })
}

/** What is said of the shipped settings, changed. */
function said(file: string, change: (instance: Sides) => void): string {
  const one = shipped()
  change(one)
  return messageOf(() => read(file, { one }))
}

function messageOf(work: () => unknown): string {
  try {
    work()
    return ''
  } catch (error) {
    assert.is((error as Failure).code, 7)
    return (error as Failure).message
  }
}

names('a name in a setting that takes none is exit 7 with its place, however deep it stands', ({ file }) => {
  const attributes = { job: { value: '$CI_SECRET_OF_OTHERS' } }
  for (const [place, change] of Object.entries<(one: Sides) => unknown>({
    'source.where': ({ source }) => Object.assign(source, { where: '$ZENDESK_CLIENT_SECRET' }),
    'source.attributes.job.value': ({ source, target }) => {
      Object.assign(source, { attributes })
      Object.assign(target, { attributes: { job: 'user_fields.job' } })
    },
    'target.removal.mark.user_fields.left': ({ target }) =>
      Object.assign(target, { removal: { mark: { user_fields: { left: '$SOME_NAME' } } } }),
    'source.folder': (one) => Object.assign(one, { source: { use: 'feed', folder: '$FEED', account: 'title' } }),
    'source.filter': (one) => Object.assign(one, { source: { ...SCIM_SOURCE, filter: '$FILTER' } }),
    'source.tokenScope': (one) => Object.assign(one, { source: { ...SCIM_SOURCE, tokenScope: '$SCOPE' } }),
  })) {
    const words = said(file, (one) => void change(one))
    assert.match(words, `instances.one.${place} is not read from the environment`, place)
    assert.not.match(words, /CI_SECRET|ZENDESK_CLIENT/)
  }
})

names('a variable of the runner is refused, also where a name is taken', ({ file }) => {
  for (const name of ['CI_JOB_TOKEN', 'GITLAB_TOKEN', 'NPM_TOKEN', 'NODE_AUTH_TOKEN'])
    for (const [side, key] of [
      ['source', 'clientSecret'],
      ['source', 'loginUrl'],
      ['target', 'clientId'],
    ] as const) {
      const words = said(file, (one) => Object.assign(one[side], { [key]: `$${name}` }))
      assert.match(words, `instances.one.${side}.${key} names a variable of the runner`, name)
    }
  assert.is(
    said(file, ({ target }) => Object.assign(target, { clientId: '$CITY_ID' })),
    '',
  )
})

names('a secret of one side is named by no setting of the other', ({ file }) => {
  for (const [side, key, name] of [
    ['source', 'clientSecret', 'ZENDESK_CLIENT_SECRET'],
    ['source', 'clientId', 'ZENDESK_CLIENT_SECRET'],
    ['source', 'loginUrl', 'ZENDESK_CLIENT_SECRET'],
    ['target', 'url', 'SALESFORCE_CLIENT_SECRET'],
  ] as const) {
    const words = said(file, (one) => Object.assign(one[side], { [key]: `$${name}` }))
    assert.match(words, `instances.one.${side}.${key} names a secret of instances.one.`)
  }
})

names('a secret that is too short is exit 7 with its variable, whichever instance and side has it', ({ file }) => {
  const other = { ...shipped(), source: { ...GLUU_SOURCE }, target: SCIM_TARGET, scope: 'managed', limits: FREE }
  Reflect.deleteProperty(other.source, 'account')
  for (const name of [
    'SALESFORCE_CLIENT_SECRET',
    'ZENDESK_CLIENT_SECRET',
    'GLUU_CLIENT_SECRET',
    'SCIM_CLIENT_SECRET',
  ]) {
    process.env[name] = 'sevens7'
    const words = messageOf(() => read(file, { one: shipped(), other }))
    assert.match(words, `${name} (instances.`)
    assert.match(words, 'has fewer than 8 characters')
    assert.not.match(words, 'sevens7')
    delete process.env[name]
  }
})

names('every value that a file names is masked once it is read, and none has to be set', ({ file }) => {
  const other = { ...shipped(), source: SCIM_SOURCE, target: SCIM_TARGET, scope: 'managed', limits: FREE }
  Object.assign(process.env, {
    SALESFORCE_CLIENT_SECRET: 'named-secret-one',
    DIRECTORY_TOKEN: 'named-secret-two',
    SCIM_CLIENT_ID: 'named-client-three',
    SCIM_URL: 'https://named.example.test/tenant-four/scim',
    SCIM_TOKEN_URL: 'https://named.example.test/token?key=named-secret-five',
  })
  read(file, { one: shipped(), other })
  const text = 'named-secret-one, named-secret-two, named-client-three, named-secret-five'
  assert.is(maskSecrets(text), '<secret>, <secret>, <secret>, <secret>')
  assert.is(maskSecrets('at https://named.example.test/tenant-four/scim'), 'at https://named.example.test<secret>')
})

names('a key of several lines is masked line by line; the path of one is no secret', ({ file }) => {
  const source = { use: 'salesforce', loginUrl: 'https://acme.my.salesforce.com', clientId: 'c', username: 'u' }
  const one = { ...shipped(), source: { ...source, privateKey: '$KEY', where: 'x', accountField: 'A' } }
  process.env['KEY'] = '-----BEGIN PRIVATE KEY-----\nMIIB-line-of-a-key\n-----END PRIVATE KEY-----\n'
  read(file, { one })
  assert.is(maskSecrets('MIIB-line-of-a-key'), '<secret>')
  process.env['KEY'] = '/k.pem'
  assert.is(
    messageOf(() => read(file, { one })),
    '',
  )
})

names(
  'a query, a fragment or a sign-in in the address of a service is exit 7; a token endpoint may have a query',
  async ({ file }) => {
    const found = async (change: (one: Sides) => void, side: 'source' | 'target') => {
      const one = {
        ...shipped(),
        source: { ...SCIM_SOURCE },
        target: { ...SCIM_TARGET },
        scope: 'managed',
        limits: FREE,
      }
      change(one)
      const [instance] = read(file, { one })
      return instance![side](silent).then(
        () => '',
        (error: Failure) => `${error.code} ${error.message}`,
      )
    }
    Object.assign(process.env, {
      SCIM_CLIENT_ID: 'client-1',
      SCIM_CLIENT_SECRET: 'client-secret',
      DIRECTORY_TOKEN: 'a-token-8',
    })
    const tokenUrl = 'https://acme.test/token?tenant=1'
    for (const [part, url] of [
      ['a query', 'https://acme.test/scim?key=hunter2-hunter2'],
      ['a query', 'https://acme.test/?'],
      [
        '// or a back-slash in it. Probably https://acme.test/scim is meant',
        'https://acme.test//scim?key=hunter2-hunter2',
      ],
      ['a fragment', 'https://acme.test/scim#hunter2-hunter2'],
      ['a sign-in', 'https://user:hunter2-hunter2@acme.test/scim'],
      ['a sign-in', 'https://@acme.test/scim'],
      ['a blank or an invisible character', 'https://acme.test/scim '],
      ['a blank or an invisible character', 'https://ac\u200bme.test/scim'],
      ['. or .. as a part', 'https://acme.test/scim/%2e%2E/hunter2'],
    ] as const) {
      process.env['ADDRESS'] = url
      for (const written of [url, '$ADDRESS']) {
        const words = [
          await found(({ source }) => Object.assign(source, { url: written }), 'source'),
          await found(({ target }) => Object.assign(target, { url: written, tokenUrl }), 'target'),
          await found((one) => {
            Object.assign(one, {
              source: { ...shipped().source, loginUrl: written, clientId: 'c', clientSecret: '$KNOWN' },
            })
            process.env['KNOWN'] = 'known-secret'
          }, 'source'),
        ]
        for (const one of words) {
          assert.match(one, new RegExp(`^7 .*(source|target)\\.(url|loginUrl)\\)? .*${part}`))
          assert.not.match(one, 'hunter2')
        }
      }
    }
    assert.is(await found(({ target }) => Object.assign(target, { url: 'https://acme.test', tokenUrl }), 'target'), '')
  },
)

names('every setting whose name says that it is a secret is declared as one', () => {
  for (const schema of [
    gluuSettings,
    salesforceSettings,
    scimSourceSettings,
    scimSettings,
    zeeneaSettings,
    zendeskSettings,
  ]) {
    const named = variableKinds(schema)
    for (const key of Object.keys(schema.shape)) {
      if (/secret|token$|password|privateKey/i.test(key)) assert.is(named.get(key), 'secret', key)
      if (/url$/i.test(key)) assert.match(named.get(key) ?? '', /^(url|token endpoint)$/, key)
      if (/^(clientId|username|email)$/.test(key)) assert.is(named.get(key), 'id', key)
    }
  }
})

names.run()
