// Where requests may go: https to public addresses only, checked when the connection is made, after the name was resolved.
import { lookup as resolveName, type LookupAddress } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { CrmError } from '@/lib/shared/errors'

/** https://www.iana.org/assignments/iana-ipv4-special-registry: nothing in them is a vendor. */
const special4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
/**
 * https://www.iana.org/assignments/iana-ipv6-special-registry. Only 2000::/3 is handed out, which leaves out the mapped,
 * translated and local ones; inside it, these lead elsewhere (Teredo, documentation, 6to4) or nowhere.
 */
const special6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const refused = new BlockList()
for (const [net, bits] of special4) refused.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of special6) refused.addSubnet(net, bits, 'ipv6')
const handedOut = new BlockList()
handedOut.addSubnet('2000::', 3, 'ipv6')

/** Whether an IP address belongs to the public internet. A text that is no address does not, nor one with a zone. */
export function isPublicAddress(address: string): boolean {
  const family = address.includes('%') ? 0 : isIP(address)
  if (family === 4) return !refused.check(address, 'ipv4')
  return family === 6 && handedOut.check(address, 'ipv6') && !refused.check(address, 'ipv6')
}

export type Resolver = (
  host: string,
  options: { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

class RefusedAddress extends Error {
  readonly code = 'EGRESS_REFUSED'
}

export interface Guard {
  /** Origins the operator set: these may be http and on this machine. */
  ownOrigins?: readonly string[]
  resolver?: Resolver
  /** Milliseconds to connect; default 5,000. */
  timeout?: number
}

/**
 * An agent whose connections end only at public addresses, by https, whatever the name resolves to at that moment. One
 * private address among several refuses the name. Every connection passes here, those of redirects included.
 */
export function guardedAgent({ ownOrigins = [], resolver = resolveName, timeout = 5_000 }: Guard = {}): Agent {
  const connectAsked = buildConnector({ timeout, lookup: lookupOf(resolver, () => true) })
  const connectPublic = buildConnector({ timeout, lookup: lookupOf(resolver, isPublicAddress) })
  return new Agent({
    connect: (asked, done) => {
      if (ownOrigins.includes(originOf(asked))) return connectAsked(asked, done)
      // The resolver never sees a host that is written as an address.
      const isFine = asked.protocol === 'https:' && (isIP(asked.hostname) === 0 || isPublicAddress(asked.hostname))
      return isFine ? connectPublic(asked, done) : done(new RefusedAddress('The host is not public'), null)
    },
  })
}

const originOf = ({ protocol, host = '', hostname }: buildConnector.Options): string => {
  const address = `${protocol}//${host === '' ? hostname : host}`
  return URL.canParse(address) ? new URL(address).origin : ''
}

function lookupOf(resolver: Resolver, isFine: (address: string) => boolean): LookupFunction {
  return (host, options, done) =>
    resolver(host, { all: true }, (error, addresses) => {
      const list = addresses ?? []
      const first = list[0]
      if (error !== null) return done(error, [], 0)
      if (first === undefined || !list.every(({ address }) => isFine(address)))
        return done(new RefusedAddress('The host is not public'), [], 0)
      return options.all ? done(null, list) : done(null, first.address, first.family)
    })
}

/** One a set of origins that the operator set; there are as many as vendors with an address of their own. */
const agents = new Map<string, Agent>()
export function agentFor(ownOrigins: readonly string[]): Agent {
  const key = [...ownOrigins].sort().join(' ')
  const known = agents.get(key) ?? guardedAgent({ ownOrigins })
  agents.set(key, known)
  return known
}

/** Why nothing may be sent to this address: not https, a user in it, another port, or a host written as a private address. */
export function egressRefusal(url: URL, ownOrigins: readonly string[]): CrmError | null {
  if (ownOrigins.includes(url.origin) && url.username === '' && url.password === '') return null
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isFine =
    url.protocol === 'https:' &&
    url.username === '' &&
    url.password === '' &&
    url.port === '' &&
    !host.endsWith('.') &&
    (isIP(host) === 0 ? host.includes('.') : isPublicAddress(host))
  return isFine ? null : egressRefused()
}

export const egressRefused = (): CrmError =>
  new CrmError('forbidden', 'Requests may not go to this address', { reason: 'egress_refused' })

/** Whether an undici failure is the guard's own refusal. */
export const isGuardRefusal = (error: unknown): boolean =>
  error instanceof RefusedAddress || (error instanceof Error && error.cause instanceof RefusedAddress)
