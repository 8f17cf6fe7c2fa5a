// A whole run as a schedule would do it: the five scripts, one after the other.

import * as assert from 'uvu/assert'
import { type Place, STAGES } from '../../kit/pipeline.ts'

/** The five scripts, each of which has to end well; what the last one said. */
export async function all(here: Place): Promise<string> {
  let last = ''
  for (const stage of STAGES) {
    const { code, said } = await here.run(stage)
    assert.is(code, 0, said)
    last = said
  }
  return last
}
