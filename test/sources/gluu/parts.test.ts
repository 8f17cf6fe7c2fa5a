// Gluu's times, its watermark, and its settings: what needs no server.

import * as assert from 'uvu/assert'
import { reasonForFullRead } from '../../../lib/sources/gluu/last-contacts.ts'
import { gluuSettings } from '../../../lib/sources/gluu/settings.ts'
import { instantOf, watermarkOf } from '../../../lib/sources/gluu/watermark.ts'
import { gluuSample } from '../../kit/gluu.ts'
import { GLUU_SOURCE } from '../../kit/gluu-settings.ts'
import { suite } from '../../kit/suite.ts'

const gluu = suite('gluu: parts')

interface Vectors {
  timeStamp: { in: string | null; ok: boolean; utc?: string | null }[]
}

gluu('times are read as the published cases say; one without a zone is of UTC', () => {
  const text = gluuSample('gluu times', 'vectors.json')
  if (text === null) return
  for (const { in: written, ok, utc } of (JSON.parse(text) as Vectors).timeStamp) {
    const at = instantOf(String(written))
    const shown = at === null ? null : new Date(at).toISOString()
    assert.is(shown, ok ? (utc ?? `${written}.000Z`) : null, String(written))
  }
})

gluu('a time is one of java.time or of LDAP, and nothing else', () => {
  const cases: [string, string | null][] = [
    ['2019-12-24T12:00:03-05:00', '2019-12-24T17:00:03.000Z'],
    ['2019-12-24T12:00:03-0500', '2019-12-24T17:00:03.000Z'],
    ['2019-10-14T01:27:29.934', '2019-10-14T01:27:29.934Z'],
    ['2019-10-14T01:27:29.934567891Z', '2019-10-14T01:27:29.934Z'],
    ['2019-10-14T01:27Z', '2019-10-14T01:27:00.000Z'],
    ['2019-10-14T01:27:29+02:00[Europe/Paris]', '2019-10-13T23:27:29.000Z'],
    ['20191014012729.9Z', '2019-10-14T01:27:29.900Z'],
    ['20191014012729Z', '2019-10-14T01:27:29.000Z'],
    ['2019-13-14T01:27:29Z', null],
    ['2019-02-30T01:27:29Z', null],
    ['2019-10-14', null],
    ['20191014', null],
    ['tomorrow', null],
    ['', null],
  ]
  for (const [written, expected] of cases) {
    const at = instantOf(written)
    assert.is(at === null ? null : new Date(at).toISOString(), expected, written)
  }
})

gluu('the watermark is the newest stamp less the overlap, never after the read began, and never goes back', () => {
  const usual = { began: 1_000, last: null, overlap: 100 }
  assert.is(watermarkOf(700, usual), 600)
  assert.is(watermarkOf(5_000, usual), 900)
  assert.is(watermarkOf(null, usual), null)
  assert.is(watermarkOf(null, { ...usual, last: 300 }), 300)
  assert.is(watermarkOf(310, { ...usual, last: 300 }), 300)
})

gluu('changes alone are read where everyone was read a short while ago, and what that told was carried out', () => {
  const fold = { full: 1_000, isApplied: true, watermark: 0, contacts: [] }
  assert.is(reasonForFullRead(fold, 1_099, 100), null)
  assert.match(reasonForFullRead(fold, 1_100, 100)!, 'long enough ago')
  assert.match(reasonForFullRead(fold, 999, 100)!, 'long enough ago', 'the clock went back')
  assert.match(reasonForFullRead({ ...fold, isApplied: false }, 1_050, 100)!, 'not carried out')
  assert.match(reasonForFullRead(null, 1_050, 100)!, 'nothing is known')
})

gluu('attributes that the two reads do not tell alike are refused by name, as is a list for a sign-in name', () => {
  const wrong = (more: object) =>
    gluuSettings.safeParse({ ...GLUU_SOURCE, ...more }).error?.issues.map(({ path }) => path.join('.'))
  assert.is(wrong({}), undefined)
  assert.is(wrong({ attributes: { phones: 'phone[]', kind: { value: 'x' } } }), undefined)
  for (const name of [
    'memberOf',
    'userPassword',
    'updatedAt',
    'gluuStatus',
    'jansStatus',
    'oxTrustEmail',
    'memberOf[]',
  ])
    assert.equal(wrong({ attributes: { it: name } }), ['attributes.it'], name)
  assert.equal(wrong({ key: 'mail[]', account: 'gluuStatus', clientSecret: 'plain' }), [
    'clientSecret',
    'key',
    'account',
  ])
  assert.equal(wrong({ fullEvery: '1 day', overlap: '10', product: 'uma' }), ['product', 'fullEvery', 'overlap'])
})

gluu.run()
