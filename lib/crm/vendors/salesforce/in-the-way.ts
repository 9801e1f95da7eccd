// Who else has a number or an address: looked for before writing, and named when Salesforce refuses.
import { CrmError } from '@/lib/shared/errors'
import type { SalesforceAccount } from './account'
import { contactsByEmail, contactsByPhone, staleOwner } from './find-contact'
import { contactFields } from './own-fields'
import { emailsOf, phonesOf } from './person'
import { codeIn } from './refusal'
import { isSalesforceId } from './soql'

export interface Wanted {
  phone: string | null
  email: string | null
  /** The contact that may have them. */
  self: string | null
}

const taken = (kind: 'phone' | 'email', existingId: string): CrmError =>
  new CrmError('conflict', `Another customer has this ${kind}`, {
    reason: `duplicate_${kind}`,
    params: { existingId },
    issues: [{ path: [kind], reason: `duplicate_${kind}` }],
  })

/** Addresses are not unique in Salesforce, so both are looked for before writing. Throws `conflict`. */
export async function refuseTaken(account: SalesforceAccount, { phone, email, self }: Wanted): Promise<void> {
  const [byPhone, byEmail] = await Promise.all([
    phone === null ? [] : contactsByPhone(account, phone),
    email === null ? [] : contactsByEmail(account, email),
  ])
  for (const [kind, found] of [
    ['phone', byPhone],
    ['email', byEmail],
  ] as const) {
    const owner = found.find(({ Id }) => Id !== self)
    if (owner !== undefined && !found.some(({ Id }) => Id === self)) throw taken(kind, owner.Id)
  }
}

/**
 * Writes, and when Salesforce refuses because of somebody else, says who or writes all the same where the org lets us.
 * @param made what was made by an attempt whose answer was lost, or by a twin
 */
export async function persist<T extends string | void>(
  account: SalesforceAccount,
  write: (insist: boolean) => Promise<T>,
  wanted: Wanted,
  made: () => Promise<T | null>,
): Promise<T> {
  let insist = false
  for (let attempt = 1; ; attempt++)
    try {
      return await write(insist)
    } catch (error) {
      if (!(error instanceof CrmError) || attempt > 3) throw error
      const code = codeIn(error)
      if (code === 'DUPLICATE_VALUE' || error.reason === 'outcome_unknown') {
        const before = await made()
        if (before !== null) return before
        if (error.reason === 'outcome_unknown') continue
        await refuseTaken(account, wanted)
        await freeStale(account, error, wanted)
        continue
      }
      if (code !== 'DUPLICATES_DETECTED') throw error
      const before = await made()
      if (before !== null) return before
      await refuseMatches(account, error, wanted)
      insist = true
    }
}

/** Our unique field named a contact that has another number by now: it is emptied. Throws the refusal when that is not it. */
async function freeStale(account: SalesforceAccount, error: CrmError, { phone, self }: Wanted): Promise<void> {
  const stale = phone === null ? null : await staleOwner(account, phone)
  if (stale === null || stale.Id === self)
    throw new CrmError('conflict', 'A unique value belongs to another record', {
      ...(typeof error.params.owner === 'string' ? { params: { existingId: error.params.owner } } : {}),
    })
  await account.client.update('Contact', stale.Id, { [contactFields.phone]: null })
}

/** A rule's match is the same person only with the same number or address. Throws `conflict` for one, and for a blocking rule. */
async function refuseMatches(account: SalesforceAccount, error: CrmError, { phone, email, self }: Wanted): Promise<void> {
  const ids = String(error.params.matches ?? '')
    .split(',')
    .filter(isSalesforceId)
  const context = await account.context()
  for (const id of ids) {
    const match = id === self ? null : await account.find(id)
    if (match === null) continue
    if (phone !== null && phonesOf(match, context).some(({ value }) => value === phone)) throw taken('phone', match.Id)
    if (email !== null && emailsOf(match, context).includes(email)) throw taken('email', match.Id)
  }
  if (error.params.mayInsist === 1) return
  const [existingId] = ids
  throw new CrmError(
    'conflict',
    'A duplicate rule of the org forbids this record',
    existingId === undefined ? {} : { params: { existingId } },
  )
}
