// The User-Agent header: name and version of package.json, and its home page if it has one.

import { readFileSync } from 'node:fs'

interface Manifest {
  name: string
  version: string
  homepage?: string
}

/** `user-sync/0.1.0 (+https://acme.example.com/user-sync)` */
export const userAgentOf = ({ name, version, homepage }: Manifest): string =>
  `${name}/${version}${homepage ? ` (+${homepage})` : ''}`

const readManifest = () => JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Manifest

export const userAgent = userAgentOf(readManifest())
