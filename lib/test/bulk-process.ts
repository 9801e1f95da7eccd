// A worker that does one bulk job, as a process of its own, for tests that kill it: `bulk-process.ts SHOP JOB run|undo`.
import { runBulkJob, undoBulkJob } from '@/lib/server/bulk/bulk-job'

const [tenantId = '', jobId = '', work = ''] = process.argv.slice(2)
// The test starts some of these ahead of time: a process takes a second to be ready.
process.send?.('ready')
await new Promise((resolve) => process.once('message', resolve))
await (work === 'run' ? runBulkJob : undoBulkJob)({ tenantId, jobId })
process.exit(0)
