// The bytes of an import's file: in pieces as they come, read the same way, gone after a while.
import 'server-only'
import { z } from 'zod'
import type { ImportSettings } from '@/lib/customers/import/import-settings'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { insertAudit } from './audit-repo'
import { queueCheck } from './import-repo'
import { tenantDb } from './tenant-db'

export async function createImport(shop: Shop, actor: Actor, fileName: string): Promise<string> {
  const id = newId()
  await tenantDb(shop.id).sql((sql) =>
    sql.run(
      `insert into "Import" ("tenantId", id, status, "fileName", "createdById", "createdByName") values ($1, $2, 'receiving', $3, $4, $5)`,
      [shop.id, id, fileName, actor.id, actor.name],
    ),
  )
  return id
}

export const appendChunk = (tenantId: string, id: string, place: number, bytes: Buffer): Promise<number> =>
  tenantDb(tenantId).sql((sql) =>
    sql.run(`insert into "ImportChunk" ("tenantId", "importId", place, bytes) values ($1, $2, $3, $4)`, [
      tenantId,
      id,
      place,
      bytes,
    ]),
  )

/** Null beyond the file's end, and when its bytes have been removed. */
export const readChunk = (tenantId: string, id: string, place: number): Promise<Buffer | null> =>
  tenantDb(tenantId).sql(async (sql) => {
    const rows = await sql.rows(
      z.object({ bytes: z.instanceof(Buffer) }),
      `select bytes from "ImportChunk" where "tenantId" = $1 and "importId" = $2 and place = $3`,
      [tenantId, id, place],
    )
    return rows[0]?.bytes ?? null
  })

export async function* readChunks(tenantId: string, id: string): AsyncGenerator<Buffer> {
  for (let place = 0; ; place++) {
    const bytes = await readChunk(tenantId, id, place)
    if (bytes === null) return
    yield bytes
  }
}

/** The whole file is here: its dry run begins. */
export const completeImport = (
  shop: Shop,
  actor: Actor,
  id: string,
  file: { bytes: number; hash: string; settings: ImportSettings },
): Promise<void> =>
  tenantDb(shop.id).sql(async (sql) => {
    await sql.run(
      `update "Import" set status = 'checking', "fileBytes" = $3, "fileHash" = $4, settings = $5::jsonb, "updatedAt" = clock_timestamp()
       where "tenantId" = $1 and id = $2 and status = 'receiving'`,
      [shop.id, id, file.bytes, file.hash, JSON.stringify(file.settings)],
    )
    await insertAudit(sql, shop.id, actor, {
      action: 'import.upload',
      entity: 'import',
      entityId: id,
      changes: { bytes: file.bytes },
    })
    await queueCheck(sql, shop.id, id, 1)
  })
