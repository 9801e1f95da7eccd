// A worker that runs one import, as a process of its own, for tests that kill it: `import-process.ts SHOP IMPORT run|revert`.
import { revertImportJob } from '@/lib/server/import/revert-import-job'
import { runImportJob } from '@/lib/server/import/run-import-job'

const [tenantId = '', importId = '', work = ''] = process.argv.slice(2)
// The test starts some of these ahead of time: a process takes a second to be ready.
process.send?.('ready')
await new Promise((resolve) => process.once('message', resolve))
await (work === 'run' ? runImportJob : revertImportJob)({ tenantId, importId })
process.exit(0)
