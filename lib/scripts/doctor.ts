// The script doctor: looks at everything a run needs, one line each, and changes nothing.

import type { Done, Run } from '../cli/stage.ts'
import { type HealthCheck, maskLines } from '../connector/check.ts'
import { type Exit, exit, exitCodeOf, Failure, foreseen, worst } from '../errors/failure.ts'
import { withCauses } from '../errors/mask.ts'
import { hasProxy, proxyOf } from '../http/proxy.ts'
import type { Source } from '../sources/source.ts'
import { TWO_READS } from '../sync/two-reads.ts'

/** settings + target + source -> standard output. Every look of who lets us in is taken. */
export async function examine(run: Run): Promise<Done> {
  const { instance, flags } = run
  const codes: Exit[] = []
  const write = (mark: 'ok' | '!!', text: string) =>
    process.stdout.write(`${mark}  ${instance.name}  ${maskLines(text, { reveal: flags['reveal'] === true })}\n`)
  const wrong = (what: string, caught: unknown) => {
    const error = foreseen(caught)
    codes.push(exitCodeOf(error))
    write('!!', `${what}: ${withCauses(error)}`)
  }

  /** Checks that the source can prove absence; without proof sync removes no user. */
  const lookAtAbsence = ({ findPresent }: Source) => {
    const what = 'source, absence'
    if (instance.settings.absence === 'two-reads') return write('ok', `${what}: "two-reads" is on: ${TWO_READS}`)
    if (findPresent) return
    const why = 'the source cannot be asked for single people, so sync removes nobody. Set "absence": "two-reads"'
    wrong(what, new Failure(exit.input, why))
  }

  for (const side of ['target', 'source'] as const) {
    const name = `${side} ${instance.settings[side].use}`
    let checks: HealthCheck[] = []
    try {
      const connector = await instance[side](run)
      checks = connector.checks?.() ?? []
      write('ok', `${name}, settings: complete`)
      if (hasProxy()) write('ok', `${name}, proxy: ${proxyFor(connector.from)}`)
      if (side === 'source') lookAtAbsence(connector as Source)
    } catch (caught) {
      wrong(`${name}, settings`, caught)
    }
    for (const [index, { name: what, run: check }] of checks.entries()) {
      try {
        write('ok', `${name}, ${what}: ${await check()}`)
      } catch (caught) {
        wrong(`${name}, ${what}`, caught)
        // Without a sign-in the other checks would fail with the same error, each after its retries.
        if (index === 0) break
      }
    }
  }
  const line = codes.length === 0 ? 'everything a run needs is there' : `${codes.length} to fix`
  return { line, code: codes.length === 0 ? exit.done : worst(codes) }
}

/** The proxy for a system, without its sign-in; the folder of a feed needs none. */
const proxyFor = (from: string) =>
  (URL.canParse(from) && proxyOf(new URL(from))) || 'none: NO_PROXY names it, or it is on this machine'
