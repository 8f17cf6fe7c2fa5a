// The setting or variable of each host, for messages about an unknown host.

const names = new Map<string, Set<string>>()

/** Notes the setting or variable of the host of a url. */
export function nameHost(url: string, name: string): void {
  if (!URL.canParse(url)) return
  const { hostname } = new URL(url)
  names.set(hostname, (names.get(hostname) ?? new Set()).add(name))
}

/** The settings or variables of a host; a host of an answer has none. */
export const settingOfHost = (hostname: string): string =>
  [...(names.get(hostname) ?? ['the url in the settings'])].join(' and ')
