// The text of `--help` for every script.

import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { meanings } from '../errors/failure.ts'
import { flagsOf, type Script } from './flags.ts'

/**
 * Input and output of a script, its purpose, words, flags, two examples and exit codes. `file` is the file of the
 * script.
 */
export function helpOf(script: Script, file = process.argv[1] ?? ''): string {
  const { name, codes, examples, means = {}, notes, word, words = [] } = script
  const [arrow, does] = readFileSync(file, 'utf8').split('\n', 2).map(stripComment)
  const taken = [...words.map((one) => `[${one}]`), ...(word ? [word] : []), '[flags]']
  const flags = Object.entries(flagsOf(script)).map(([flag, option]): [string, string] => [
    option.type === 'string' ? `--${flag} ${option.placeholder}` : `--${flag}`,
    option.help,
  ])
  const width = Math.max(...flags.map(([flag]) => flag.length))
  return [
    `${name}: ${arrow}\n${does}\n`,
    `node --import tsx ${relative(`${import.meta.dirname}/../..`, file)} ${taken.join(' ')}\n`,
    ...flags.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`),
    '',
    ...examples.map((example) => `  ${example}`),
    '',
    ...[...codes].sort((a, b) => a - b).map((code) => `${String(code).padStart(5)}  ${means[code] ?? meanings[code]}`),
    ...(notes ? [`\n${notes.trim()}`] : []),
    '',
  ].join('\n')
}

const stripComment = (line: string) => line.replace(/^\/\/ /, '')
