// Memory and time of a feed of 200,000 people in each format, in processes of their own:
// node --import tsx test/bench/feed.ts

import { execFileSync } from 'node:child_process'
import { feedOf } from '../../lib/sources/feed/people.ts'
import { control, either, field, PLAIN } from '../kit/feed.ts'
import { forms, large } from '../kit/feed-large.ts'

const RECORDS = 200_000
const [name, records = RECORDS] = process.argv.slice(2)

const role = either({ action: 'if-value-one-of', source: 'role', values: ['STAFF'] }, [
  { action: 'set-value', destination: 'user', name: 'groups', value: 'example:group:staff' },
])

/** Reads a feed that is made meanwhile, and prints what it took. */
async function one(form: string, count: number): Promise<void> {
  const of = control({
    files: { users: forms[form]!.spec },
    instructions: [...PLAIN, role, field('note', 'note', 'profile')],
  })
  const started = performance.now()
  const feed = await feedOf(of, () => large(form, count))
  let people = 0
  let problems = 0
  for await (const { problem } of feed.people()) {
    people++
    if (problem !== null) problems++
  }
  const seconds = (performance.now() - started) / 1000
  const rss = Math.round(process.resourceUsage().maxRSS / 1024)
  process.stdout.write(
    `${JSON.stringify({ form, people, problems, bytes: feed.files['users']!.bytes, seconds, rss })}\n`,
  )
}

const shown = (line: string) => {
  const { form, people, problems, bytes, seconds, rss } = JSON.parse(line)
  const size = `${(bytes / 1e6).toFixed(0)} MB`
  return `${form.padEnd(16)}${people} people, ${problems} broken, ${size}: ${rss} MB at most, ${seconds.toFixed(1)} s\n`
}

if (name) await one(name, Number(records))
else
  for (const form of Object.keys(forms)) {
    const options = ['--import', 'tsx', import.meta.filename, form, String(RECORDS)]
    process.stdout.write(shown(execFileSync(process.execPath, options, { encoding: 'utf8' })))
  }
