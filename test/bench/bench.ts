// npm run bench -- NAME [ARGUMENTS]: runs a benchmark of this folder, which prints its table as Markdown.

import { readdirSync } from 'node:fs'

const NOT_A_BENCHMARK = ['bench', 'measure', 'world']
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => !NOT_A_BENCHMARK.includes(name))

const [name = ''] = process.argv.slice(2)
if (names.includes(name)) await import(`./${name}.ts`)
else {
  process.stderr.write(`bench: name one of ${names.join(', ')}, such as npm run bench -- ${names[0]}\n`)
  process.exitCode = 7
}
