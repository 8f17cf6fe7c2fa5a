// npm run bench -- NAME [ARGUMENTS]: runs a benchmark of this folder, which prints its table as Markdown.

const NAMES = ['compare', 'gather', 'incremental', 'sync', 'sync-memory', 'start', 'requests', 'feed', 'stages']

const [name = '', ...sizes] = process.argv.slice(2)
process.argv.splice(2, 1)
/** The bench of feeds takes the name of a sample; all others take numbers. */
const wrong = name === 'feed' ? undefined : sizes.find((size) => !/^\d+$/.test(size))
if (wrong !== undefined) {
  process.stderr.write(`bench: ${JSON.stringify(wrong)} is not a number: the arguments are numbers of people or runs\n`)
  process.exitCode = 7
} else if (NAMES.includes(name)) await import(`./${name}.ts`)
else {
  process.stderr.write(`bench: name one of ${NAMES.join(', ')}, such as npm run bench -- ${NAMES[0]}\n`)
  process.exitCode = 7
}
