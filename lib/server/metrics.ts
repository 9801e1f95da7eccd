// Counters of this process for Prometheus. One registry a process, also when a bundler loads this file twice.
import 'server-only'
import type { PushOutcome } from '@/lib/sync/push-change'
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

interface Metrics {
  registry: Registry
  requests: Counter<'route' | 'method' | 'status'>
  seconds: Histogram<'route' | 'method'>
  events: Counter<'channel' | 'outcome'>
  pushes: Counter<'outcome'>
  crmEvents: Counter<'vendor' | 'outcome'>
}

function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'coccinelle_' })
  return {
    registry,
    requests: new Counter({
      name: 'coccinelle_http_requests_total',
      help: 'Requests answered, by route pattern, method and status',
      labelNames: ['route', 'method', 'status'],
      registers: [registry],
    }),
    seconds: new Histogram({
      name: 'coccinelle_http_request_seconds',
      help: 'Seconds from a request to its answer, by route pattern and method',
      labelNames: ['route', 'method'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
    events: new Counter({
      name: 'coccinelle_inbound_events_total',
      help: 'Deliveries at the message doors, by channel type and outcome (accepted, repeated, refused)',
      labelNames: ['channel', 'outcome'],
      registers: [registry],
    }),
    pushes: new Counter({
      name: 'coccinelle_pushes_total',
      help: 'Changes that left for linked systems, by outcome (sent, skipped, postponed, held, dead, moved, lost)',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    crmEvents: new Counter({
      name: 'coccinelle_crm_events_total',
      help: 'Changes that linked systems told of, by vendor and outcome (stored, repeated, unknown_account, refused)',
      labelNames: ['vendor', 'outcome'],
      registers: [registry],
    }),
  }
}

const shared: typeof globalThis & { coccinelleMetrics?: Metrics } = globalThis
const metrics = (): Metrics => (shared.coccinelleMetrics ??= createMetrics())

/** `route` is the pattern (`/api/v1/customers/{id}`), never an address: ids would make endless series. */
export function countRequest(route: string, method: string, status: number, seconds: number): void {
  metrics().requests.inc({ route, method, status: String(status) })
  metrics().seconds.observe({ route, method }, seconds)
}

/** One delivery at a message door. `channel` is the channel's type, or `unknown`. */
export const countInboundEvent = (channel: string, outcome: 'accepted' | 'repeated' | 'refused'): void =>
  metrics().events.inc({ channel, outcome })

export const countPush = (outcome: PushOutcome): void => metrics().pushes.inc({ outcome })

/** @param vendor a manifest's id, or `unknown` */
export const countCrmEvents = (
  vendor: string,
  outcome: 'stored' | 'repeated' | 'unknown_account' | 'refused',
  events = 1,
): void => metrics().crmEvents.inc({ vendor, outcome }, events)

/** Prometheus text, and its content type. */
export const metricsText = async (): Promise<{ text: string; contentType: string }> => ({
  text: await metrics().registry.metrics(),
  contentType: metrics().registry.contentType,
})
