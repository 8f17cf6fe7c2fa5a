// What a script shows on standard error: lines, and the progress while it works.

import { type MaskOptions, maskLine } from '../errors/mask.ts'

/** A closed pipe (`| head`) ends the output and not the work. */
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

/** Writes a line to standard error, over the progress where there is some. */
export const print = (line: string, options?: MaskOptions) =>
  process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${maskLine(line, options)}\n`)

/**
 * On a terminal one line that changes, elsewhere a plain line every few seconds; `line` says whether a bar fits there.
 */
export function startTicker(line: (bar: boolean) => string, title: string) {
  const live = process.stderr.isTTY === true
  const show = () => {
    const said = line(live)
    // a line that is wider than the terminal could not be written over
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
