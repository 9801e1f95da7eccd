// Every row of a shop that a merge may touch, to compare before and after.
import type { TestShops } from './shops'

/** As it is, but for what counts changes, and but for the traces that a merge itself leaves. */
export async function shopRows(shops: TestShops, tenantId: string): Promise<Record<string, unknown[]>> {
  const rows = async (table: string, without: string[], where = 'true') => {
    const { rows: found } = await shops.backDoor.query<{ row: unknown }>(
      `select to_jsonb(t) - $2::text[] as row from "${table}" t where "tenantId" = $1 and ${where} order by to_jsonb(t)->>'id', to_jsonb(t)::text`,
      [tenantId, without],
    )
    return found.map(({ row }) => row)
  }
  return {
    customers: await rows('Customer', ['version', 'updatedAt']),
    handles: await rows('CustomerHandle', []),
    tags: await rows('CustomerTag', []),
    notes: await rows('CustomerNote', []),
    noteVersions: await rows('CustomerNoteVersion', []),
    activities: await rows('CustomerActivity', [], `type not in ('customer_merged', 'merge_undone')`),
    messages: await rows('Message', []),
    orders: await rows('Order', ['updatedAt']),
    consents: await rows('ConsentEntry', [], `source <> 'merge'`),
    links: await rows('ExternalLink', ['updatedAt']),
  }
}
