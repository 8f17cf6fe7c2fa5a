// The hosts of exports: an url from an answer, which never gets our sign-in. Pure.

/** The hosts of Amazon S3 buckets, by host or by path (Amazon S3, Methods for accessing a bucket). */
export const S3_HOSTS = ['*.s3.amazonaws.com', '*.s3.*.amazonaws.com', 's3.*.amazonaws.com']

/** A host rule: `*` is one label, or one or more at the beginning. */
export const HOST_RULE = /^(?:\*|[a-z0-9-]+)(?:\.(?:\*|[a-z0-9-]+))+$/i

/**
 * Whether an export may be fetched from this url: by https from such a host, or from a simulator on this machine.
 */
export function isStorage(text: string, hosts: readonly string[], instance: string): boolean {
  if (!URL.canParse(text)) return false
  const { hostname, password, port, protocol, username } = new URL(text)
  if (username || password) return false
  if (isLoopback(hostname)) return isLoopback(new URL(instance).hostname) && /^https?:$/.test(protocol)
  return protocol === 'https:' && port === '' && hosts.some((rule) => isOfRule(hostname, rule.toLowerCase()))
}

const isLoopback = (hostname: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)

function isOfRule(hostname: string, rule: string): boolean {
  const [wanted, labels] = [rule.split('.').reverse(), hostname.split('.').reverse()]
  const isOpen = wanted.at(-1) === '*'
  if (isOpen ? labels.length < wanted.length : labels.length !== wanted.length) return false
  return wanted.every((label, at) => label === '*' || label === labels[at])
}
