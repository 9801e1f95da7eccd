// What a customer says himself, by a link of his: into the same ledger as what staff note, with how he was asked.
import type { ContactChannel } from '@/lib/customers/customer'
import type { UseCase } from '@/lib/customers/use-case'
import { preferencePageSource } from './preference-page-source'
import { changePreferences } from './update-preferences'

export interface PreferenceAnswer {
  linkId: string
  optIn: Partial<Record<ContactChannel, boolean>>
  proof: string
}

/** False when the link was revoked or is over, or the customer is no more: then nothing was changed. */
export const answerPreferences = (
  useCase: UseCase,
  customerId: string,
  { linkId, optIn, proof }: PreferenceAnswer,
): Promise<boolean> =>
  useCase.store.write(async (tx) => {
    // In the order in which a bulk job is taken back: the customer, then the link.
    if ((await tx.lock(customerId)) === null || !(await tx.markLinkUsed(linkId))) return false
    await changePreferences(useCase, tx, customerId, { optIn, proof, source: preferencePageSource })
    return true
  })
