// The lines of systems that `npm start` plays.

import * as assert from 'uvu/assert'
import { config } from '../../lib/config/settings.ts'
import { demoSettings } from '../../lib/scripts/demo-settings.ts'
import { sources } from '../../lib/sources/sources.ts'
import { targets } from '../../lib/targets/targets.ts'
import { suite } from '../kit/suite.ts'

const [SOURCES, TARGETS] = [Object.keys(sources), Object.keys(targets)]

const demo = suite('demo')

demo('the main job has the settings that ship, under their own name', () => {
  const simulators = { source: 'salesforce', target: 'zendesk' }
  assert.equal(demoSettings({}), { instance: 'us-gov', simulators, folder: null, text: null })
  assert.equal(demoSettings({ source: 'salesforce', target: 'zendesk' }).text, null)
})

demo('every other line has settings of its own, which are fine, in an instance named after it', () => {
  for (const source of SOURCES) {
    for (const target of TARGETS) {
      if (target === 'zeenea' && source !== 'scim') continue
      const { instance, text } = demoSettings({ source, target })
      if (text === null) continue
      assert.is(instance, `${source}-${target}`)
      const read = config.safeParse(JSON.parse(text))
      assert.ok(read.success, `${source} to ${target}: ${read.error?.message}`)
    }
  }
})

demo('people go to Zeenea from the directory, where their groups are', () => {
  assert.is(demoSettings({ target: 'zeenea' }).instance, 'scim-zeenea')
  assert.throws(() => demoSettings({ target: 'zeenea', source: 'salesforce' }), 'for zeenea the simulators play scim')
})

demo('a system that the simulators do not play is refused, and those they do are named', () => {
  assert.throws(() => demoSettings({ target: 'ldap' }), `--target ldap: the simulators play ${TARGETS.join(', ')}`)
  assert.throws(() => demoSettings({ source: 'toString' }), `the simulators play ${SOURCES.join(', ')}`)
})

demo.run()
