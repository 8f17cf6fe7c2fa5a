// Which setting or variable a host comes from, for messages about a host that is not there.

const names = new Map<string, string>()

/** Notes what a person has to look at when the host of a url is not found. */
export function nameHost(url: string, name: string): void {
  if (URL.canParse(url)) names.set(new URL(url).hostname, name)
}

/** Of a host that no setting names, such as one of an answer, only the settings as a whole can be named. */
export const settingOfHost = (hostname: string): string => names.get(hostname) ?? 'the url in the settings'
