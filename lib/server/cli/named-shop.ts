// The shop that a command is about.
import type { Actor, Shop } from '@/lib/customers/use-case'
import { findShop } from '@/lib/db/tenant-repo'
import { need, type OptionValues, RefusedError } from './command'

/** Who the audit log says it was. */
export const commandLine: Actor = { kind: 'system', id: null, name: 'cli' }

/** The shop that `--tenant` names by slug or id. Throws UsageError without the option, RefusedError for an unknown shop. */
export async function namedShop(values: OptionValues): Promise<Shop> {
  const ref = need(values, 'tenant')
  const shop = await findShop(ref)
  if (shop !== null) return shop
  throw new RefusedError({
    fr: `Aucune boutique « ${ref} ». Créez-la avec tenant:create --slug SLUG --name NOM.`,
    en: `There is no shop "${ref}". Make it with tenant:create --slug SLUG --name NAME.`,
  })
}
