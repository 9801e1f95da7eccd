// Job `sweep-imports`, once a night: files nobody ran and the details of old imports are removed.
import 'server-only'
import { emptyOldImports } from '@/lib/db/import-sweep'
import { tenantIds } from '@/lib/db/tenant-repo'
import { log } from '@/lib/shared/log'

export async function sweepImportsJob(): Promise<void> {
  for (const tenantId of await tenantIds()) {
    const imports = await emptyOldImports(tenantId)
    if (imports > 0) log().info({ tenantId, imports }, 'emptied old imports')
  }
}
