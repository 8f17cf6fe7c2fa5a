// npm run bench -- NAME [ARGUMENTS]: runs a benchmark of this folder, which prints its table as Markdown.

const BENCHES: Record<string, string> = {
  compare: 'compare beside the floor, DuckDB and Python',
  gather: 'gather-contacts and gather-users beside a bare loop',
  incremental: 'gather-users: all users, and changes',
  sync: 'sync beside the method that it replaces',
  'sync-memory': 'the most memory of sync',
  start: 'the CPU of each stage where nothing changed',
  requests: 'the requests of each stage beside the least possible',
  feed: 'time and memory of a feed in each format',
  stages: 'time and memory of the stages up to the plan',
}

const [name = '', ...sizes] = process.argv.slice(2)
process.argv.splice(2, 1)
/** The bench of feeds takes the name of a sample; all others take numbers. */
const wrong = name === 'feed' ? undefined : sizes.find((size) => !/^\d+$/.test(size))
if (wrong !== undefined) {
  process.stderr.write(`bench: ${JSON.stringify(wrong)} is not a number: the arguments are numbers of people or runs\n`)
  process.exitCode = 7
} else if (Object.hasOwn(BENCHES, name)) await import(`./${name}.ts`)
else {
  const lines = Object.entries(BENCHES).map(([one, what]) => `  ${one.padEnd(12)} ${what}\n`)
  process.stderr.write(`bench: name one of these, such as npm run bench -- compare\n${lines.join('')}`)
  process.exitCode = 7
}
