// npm run bench -- NAME [ARGUMENTS]: runs a benchmark of this folder, which prints its table as Markdown.

const NAMES = ['compare', 'gather', 'sync', 'sync-memory', 'start', 'requests', 'feed', 'stages']

const [name = ''] = process.argv.splice(2, 1)
if (NAMES.includes(name)) await import(`./${name}.ts`)
else {
  process.stderr.write(`bench: name one of ${NAMES.join(', ')}, such as npm run bench -- ${NAMES[0]}\n`)
  process.exitCode = 7
}
