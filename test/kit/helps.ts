// What every script says to --help, taken apart: the scripts as they are, for tests of the command line and the
// documents.

import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { START } from './pipeline.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** The files of bin/, without their ending. */
export const SCRIPTS = readdirSync(join(ROOT, 'bin')).map((file) => file.replace(/\.ts$/, ''))

export interface Help {
  /** All of it. */
  text: string
  /** `--flag` -> what it shows: its placeholder and its words. */
  flags: Map<string, string>
  examples: string[]
  /** Exit code -> its words. */
  codes: Map<number, string>
}

const asked = new Map<string, Promise<Help>>()

/** The help of one script of bin/; each is asked once. */
export function helpOf(script: string): Promise<Help> {
  const known = asked.get(script)
  if (known) return known
  const help = promisify(execFile)(process.execPath, [START, script, '--help'], {
    cwd: ROOT,
  }).then(({ stdout }) => takenApart(stdout))
  asked.set(script, help)
  return help
}

function takenApart(text: string): Help {
  const part = (line: RegExp) => [...text.matchAll(line)]
  return {
    text,
    flags: new Map(part(/^ {2}(--[a-z-]+) ?(.+)$/gm).map(([, flag = '', words = '']) => [flag, words.trim()])),
    examples: part(/^ {2}((?:npm|node) .+)$/gm)
      .map(([, line = '']) => line)
      .slice(0, 2),
    codes: new Map(part(/^ {2,4}(\d+) {2}(.+)$/gm).map(([, code, words = '']) => [Number(code), words])),
  }
}

/** What npm calls a script of bin/, from package.json. */
export function npmScripts(): Map<string, string> {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  return new Map(Object.entries(scripts))
}
