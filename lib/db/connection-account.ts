// Whether any shop is linked to an account of a vendor: asked by a definer function that sees no secrets of other shops.
import 'server-only'
import { z } from 'zod'
import { withoutTenant } from './tenant-db'

/** Live links only. Throws `unavailable`. */
export const isAccountLinked = async (vendor: string, accountId: string): Promise<boolean> => {
  const rows = await withoutTenant(z.object({ id: z.string() }), 'select id from connections_of_account($1, $2)', [
    vendor,
    accountId,
  ])
  return rows.length > 0
}
