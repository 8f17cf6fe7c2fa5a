// Commands in messages: with the flags of the run that says them, and whole when they are copied.

import * as assert from 'uvu/assert'
import { commandAgain } from '../../lib/cli/signals.ts'
import { command, commandWith, repeatFlags } from '../../lib/errors/command.ts'
import { suite } from '../kit/suite.ts'

const commands = suite('commands')
commands.after(() => repeatFlags({}))

commands('a command repeats the flags that say where a run works, in one order, and no other', () => {
  assert.is(command('gather-users'), 'npm run gather-users')
  repeatFlags({ config: 'my settings.json', instance: 'us-gov', reveal: true, approve: 'x' })
  assert.is(command('gather-users'), "npm run gather-users -- --instance us-gov --config 'my settings.json'")
})

commands('a command with flags of its own has these alone, and what goes behind them', () => {
  repeatFlags({ data: 'elsewhere' })
  assert.is(commandWith('sync', { instance: 'us-gov' }, '--strict'), 'npm run sync -- --instance us-gov --strict')
})

commands('a word that a shell would split or expand is quoted', () => {
  assert.is(commandAgain('sync', ["--data=Ann's $HOME"]), `npm run sync -- '--data=Ann'\\''s $HOME'`)
})

commands.run()
