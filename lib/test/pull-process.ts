// A worker that brings in one linked system, as a process of its own, for tests that kill it: `pull-process.ts SHOP CONNECTION URL`.
import { pullSourceJob } from '@/lib/server/pull-source-job'
import { remoteSystem } from './remote-system'

const [tenantId = '', connectionId = '', url = ''] = process.argv.slice(2)
process.send?.('ready')
await new Promise((resolve) => process.once('message', resolve))
await pullSourceJob({ tenantId, connectionId }, null, () => Promise.resolve(remoteSystem(url)))
process.exit(0)
