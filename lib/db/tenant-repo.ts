// Which shop a reference means.
import 'server-only'
import { z } from 'zod'
import type { Shop } from '@/lib/customers/use-case'
import { withoutTenant } from './tenant-db'

const shopSchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  region: z.string(),
  locale: z.string(),
  currency: z.string(),
  timezone: z.string(),
})

/** @param ref the shop's id or its slug; null when there is no such shop */
export async function findShop(ref: string): Promise<Shop | null> {
  const [shop] = await withoutTenant(
    shopSchema,
    'select id, slug, name, region, locale, currency, timezone from tenant_by_ref($1)',
    [ref],
  )
  return shop ?? null
}

/** Ids of every shop: for work that goes over all of them, one after the other. */
export async function tenantIds(): Promise<string[]> {
  const rows = await withoutTenant(z.object({ id: z.string() }), 'select id from tenant_ids() as id', [])
  return rows.map(({ id }) => id)
}
