// P7: signed deliveries a second through the door (verify, store, enqueue) against an empty Next route handler, both in
// production builds, in turns. The worker is not running: what is measured is the acknowledgement.
import { z } from 'zod'
import { drive, type Driven, type Prepared } from './lib/drive'
import { buildEmptyApp, emptyApp, nextProgram } from './lib/empty-app'
import { interleave, median, percentile, report, rounded } from './lib/figures'
import { processorTime } from './lib/processor-time'
import { freePort, runCli, startServer } from './lib/product'
import { signedMessage } from './lib/signed-messages'
import { readWorld } from './lib/world'

const goal = 0.6
const requestsARound = 1_500
const connections = 16
const world = readWorld()

await buildEmptyApp()
const port = await freePort()
const variables = {
  DATABASE_URL: world.ownerUrl,
  APP_SECRET: world.appSecret,
  COCCINELLE_DATA_DIR: `${world.folder}/data`,
  APP_URL: `http://127.0.0.1:${port}`,
}
await runCli(['tenant:create', '--slug', 'bench-door', '--name', 'Bench door'], variables)
const channel = z
  .object({ id: z.string(), url: z.string(), secret: z.string() })
  .parse(JSON.parse(await runCli(['channel:create', '--tenant', 'bench-door', '--type', 'standard'], variables)))
const web = await startServer(['scripts/web.mjs'], variables, { port })
const emptyPort = await freePort()
const empty = await startServer(
  [nextProgram, 'start', '-H', '127.0.0.1', '-p', String(emptyPort)],
  { NODE_ENV: 'production' },
  { port: emptyPort, healthPath: '/api/empty', cwd: emptyApp },
)

let sender = 0
const deliveries = (): Prepared[] => Array.from({ length: requestsARound }, () => signedMessage(channel, sender++))
const knocks = (): Prepared[] => deliveries().map((delivery) => ({ ...delivery, path: '/api/empty' }))

const seen: Record<'door' | 'empty', { latencies: number[]; processorMs: number; statuses: Driven['statuses'] }> = {
  door: { latencies: [], processorMs: 0, statuses: {} },
  empty: { latencies: [], processorMs: 0, statuses: {} },
}
const take = (name: 'door' | 'empty') => async () => {
  const requests = name === 'door' ? deliveries() : knocks()
  const { pid, port: target } = name === 'door' ? web : empty
  const before = processorTime(pid) ?? 0
  const driven = await drive(target, requests, connections)
  const into = seen[name]
  into.processorMs += (processorTime(pid) ?? 0) - before
  into.latencies.push(...driven.latencies)
  for (const [status, count] of Object.entries(driven.statuses)) into.statuses[status] = (into.statuses[status] ?? 0) + count
  return driven.perSecond
}
try {
  const taken = await interleave(5, take('door'), take('empty'))
  const [door, nothing] = [median(taken.a), median(taken.b)]
  const described = (name: 'door' | 'empty', perSecond: number) => ({
    perSecond: rounded(perSecond, 0),
    p50Ms: rounded(median(seen[name].latencies)),
    p99Ms: rounded(percentile(seen[name].latencies, 0.99)),
    processorMsARequest: rounded(seen[name].processorMs / seen[name].latencies.length),
    statuses: seen[name].statuses,
  })
  report({
    id: 'P7',
    ratio: door / nothing,
    goal,
    atLeast: true,
    detail: { door: described('door', door), empty: described('empty', nothing), rounds: 5, requestsARound, connections },
  })
} finally {
  await web.stop()
  await empty.stop()
}
