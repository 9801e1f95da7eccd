// Many contacts at once: two hundred a call, each with its own result.
import { type NewCustomerInput, newCustomerSchema } from '@/lib/customers/customer'
import { toMetadata } from '@/lib/customers/create-customer'
import { emailHandle, phoneHandle } from '@/lib/customers/identity'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError, unsupported } from '@/lib/shared/errors'
import type { SalesforceAccount } from './account'
import { collectionSize, type RowResult } from './client'
import { toSalesforceFields } from './mapper'
import { contactFields } from './own-fields'
import { type OrgContext, personFields } from './person'
import { ownId } from './own-id'
import { isFieldRefused } from './refusal'

/** `key` is the caller's own, and makes the same contact each time. */
export interface BatchRow {
  key: string
  input: NewCustomerInput
}
export type BatchResult = { key: string } & ({ id: string; created: boolean } | { error: CrmError })

/** In the order given; a refused row does not stop the others. Throws `unsupported` in an org without our id field. */
export async function batchUpsert(account: SalesforceAccount, rows: readonly BatchRow[]): Promise<BatchResult[]> {
  const results: BatchResult[] = []
  const upsert = (page: readonly BatchRow[]) => account.withFields((context) => upsertPage(account, context, page))
  for (let from = 0; from < rows.length; from += collectionSize) {
    const page = rows.slice(from, from + collectionSize)
    const first = await upsert(page)
    const stale = new Set(first.flatMap((result) => ('error' in result && isFieldRefused(result.error) ? [result.key] : [])))
    if (stale.size > 0) account.forgetFields()
    const second = stale.size === 0 ? [] : page.filter(({ key }) => stale.has(key))
    const again = new Map((await upsert(second)).map((result) => [result.key, result]))
    results.push(...first.map((result) => again.get(result.key) ?? result))
  }
  return results
}

async function upsertPage(account: SalesforceAccount, context: OrgContext, rows: readonly BatchRow[]): Promise<BatchResult[]> {
  if (!context.contact.isUnique(contactFields.id)) throw unsupported('salesforce', 'batchUpsert')
  const read = rows.map(({ key, input }) => ({ key, body: bodyOf(key, input, context) }))
  const sent = read.flatMap(({ body }) => (body instanceof CrmError ? [] : [body]))
  const answers = (await account.client.upsertMany('Contact', contactFields.id, sent)).values()
  return read.map(({ key, body }) => {
    if (body instanceof CrmError) return { key, error: body }
    const { value } = answers.next()
    return value === undefined ? { key, error: new CrmError('bad_response', 'No result for a row') } : resultOf(key, value)
  })
}

function resultOf(key: string, result: RowResult): BatchResult {
  if (result.ok) return { key, id: result.id, created: result.created }
  const { code, fields } = result
  const isTaken = code === 'DUPLICATE_VALUE' || code === 'DUPLICATES_DETECTED'
  return {
    key,
    error: new CrmError(
      isTaken ? 'conflict' : code === 'UNABLE_TO_LOCK_ROW' ? 'unavailable' : 'invalid',
      'Salesforce refused a row',
      {
        params: { code, fields: fields.slice(0, 10).join(',') },
      },
    ),
  }
}

function bodyOf(key: string, input: NewCustomerInput, context: OrgContext): Record<string, unknown> | CrmError {
  try {
    const fields = parseInput(newCustomerSchema, input)
    const { firstName = null, lastName = null, preferredChannel, language, segment, tags, metadata } = fields
    const phones = fields.phone ? [phoneHandle(fields.phone, context.region).value] : []
    const emails = fields.email ? [emailHandle(fields.email).value] : []
    if (phones.length + emails.length === 0 && firstName === null && lastName === null)
      throw new CrmError('invalid', 'Nothing to recognise the customer by', {
        issues: [{ path: ['phone'], reason: 'identity_missing' }],
      })
    return {
      ...personFields({ firstName, lastName, phones, emails }, null, context),
      ...toSalesforceFields(
        {
          ...(preferredChannel === undefined ? {} : { preferredChannel }),
          ...(language === undefined ? {} : { language }),
          ...(segment === undefined ? {} : { segment }),
          ...(tags === undefined ? {} : { tags }),
          ...(metadata === undefined ? {} : { metadata: toMetadata(metadata) }),
        },
        context,
      ),
      [contactFields.id]: ownId(key),
    }
  } catch (error) {
    if (error instanceof CrmError) return error
    throw error
  }
}
