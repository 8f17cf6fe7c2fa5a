// Which setting or variable a host comes from, for messages about a host that is not there.

const names = new Map<string, Set<string>>()

/** Notes what a person has to look at when the host of a url is not found. */
export function nameHost(url: string, name: string): void {
  if (!URL.canParse(url)) return
  const { hostname } = new URL(url)
  names.set(hostname, (names.get(hostname) ?? new Set()).add(name))
}

/** Of a host that no setting names, such as one of an answer, only the settings as a whole can be named. */
export const settingOfHost = (hostname: string): string =>
  [...(names.get(hostname) ?? ['the url in the settings'])].join(' and ')
