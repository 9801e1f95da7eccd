// Entry of the worker process: `node --conditions=react-server --import tsx lib/server/worker.ts`.
import 'server-only'
import { env } from '@/lib/shared/env'
import { log } from '@/lib/shared/log'
import { runWorker } from './run-worker'

const { WORKER_DATABASE_URL: url, WORKER_CONCURRENCY: concurrency } = env()
if (url === undefined)
  throw new Error(
    'WORKER_DATABASE_URL is missing: start the worker with `npm run worker`, or set it to the queue owner’s address',
  )

const worker = await runWorker({ url, concurrency })
log().info({ concurrency }, 'worker started')

/** Milliseconds that running jobs have to finish; a second signal ends the process at once. */
const patience = 20_000
let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    if (stopping) process.exit(1)
    stopping = true
    log().info({ signal }, 'worker stopping')
    setTimeout(() => process.exit(1), patience).unref()
    worker.stop().catch((error: unknown) => log().error({ err: error }, 'worker did not stop cleanly'))
  })

await worker.ended
// The app's own database pool would keep the process for its idle time.
process.exit(0)
