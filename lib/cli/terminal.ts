// Output on standard error: lines, and the progress.

import { type MaskOptions, maskLine } from '../errors/mask.ts'

/** A closed pipe (`| head`) ends the output, but not the work. */
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

/** Writes a line to standard error, in place of the progress line. */
export const print = (line: string, options?: MaskOptions) =>
  process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${maskLine(line, options)}\n`)

/** Shows the progress: on a terminal one line that changes, elsewhere a new line every 5 seconds without a bar. */
export function startTicker(line: (bar: boolean) => string, title: string) {
  const live = process.stderr.isTTY === true
  const show = () => {
    const said = line(live)
    // A line wider than the terminal could not be overwritten.
    const shown = maskLine(`${title}: ${said}`).slice(0, live ? process.stderr.columns - 5 : undefined)
    if (said) process.stderr.write(live ? `\r\x1b[K${shown} ...` : `${shown} ...\n`)
  }
  const timer = setInterval(show, live ? 200 : 5_000).unref()
  const stop = () => {
    clearInterval(timer)
    if (live) process.stderr.write('\r\x1b[K')
  }
  return { stop }
}
