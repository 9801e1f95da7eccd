// Makes an address under which a customer sees and changes his own preferences.
import type { UseCase } from '@/lib/customers/use-case'
import { notFound } from '@/lib/shared/errors'

/** → what goes into the address; it is not kept. Throws `not_found`. */
export async function makePreferenceLink({ store }: UseCase, customerId: string): Promise<{ id: string; token: string }> {
  return store.write(async (tx) => {
    if ((await tx.lock(customerId)) === null) throw notFound('customer')
    const link = await tx.insertPreferenceLink(customerId)
    await tx.audit('preferences.link', 'customer', customerId, { link: link.id })
    return link
  })
}
