// Many contacts at once: a hundred a call, each with its own result.
// https://developers.hubspot.com/docs/api-reference/error-handling (multi-status answers)
import type { NewCustomerInput } from '@/lib/customers/customer'
import { CrmError } from '@/lib/shared/errors'
import type { HubspotAccount } from './account'
import { explainTaken, idOfKey, type NewContact, newContact } from './write-contact'

/** `key` is the caller's own, and makes the same contact each time. */
export interface BatchRow {
  key: string
  input: NewCustomerInput
}
export type BatchResult = { key: string } & ({ id: string; created: boolean } | { error: CrmError })

/** HubSpot takes no more in one call. */
const most = 100

type Planned = { key: string; id: string } & ({ contact: NewContact } | { error: CrmError })
type Ready = Extract<Planned, { contact: NewContact }>

/** In the order given; a refused row does not stop the others. Throws what stops all: no access, no answer, the limit. */
export async function batchUpsert(account: HubspotAccount, rows: readonly BatchRow[]): Promise<BatchResult[]> {
  const results: BatchResult[] = []
  for (let from = 0; from < rows.length; from += most) {
    const page = rows.slice(from, from + most)
    // All tags at once: a new one costs a change of the property.
    await account.tags.values(page.flatMap(({ input }) => input.tags ?? []).filter((tag) => typeof tag === 'string'))
    const planned: Planned[] = []
    for (const row of page) planned.push(await plan(account, row))
    const sent = await sendPage(
      account,
      planned.flatMap((row) => ('contact' in row ? [row] : [])),
    )
    for (const row of planned)
      results.push('error' in row ? { key: row.key, error: row.error } : (sent.get(row.id) ?? missing(row.key)))
  }
  return results
}

const missing = (key: string): BatchResult => ({ key, error: new CrmError('bad_response', 'HubSpot gave no result for a row') })

async function plan(account: HubspotAccount, { key, input }: BatchRow): Promise<Planned> {
  const id = idOfKey(key)
  try {
    return { key, id, contact: await newContact(account, input, id) }
  } catch (error) {
    if (!(error instanceof CrmError) || error.code !== 'invalid') throw error
    return { key, id, error }
  }
}

/** Results by our unique id. */
async function sendPage(account: HubspotAccount, rows: readonly Ready[]): Promise<Map<string, BatchResult>> {
  // The same key twice in a page is one row for HubSpot, which refuses doubles.
  const once = [...new Map(rows.map((row) => [row.id, row])).values()]
  if (once.length === 0) return new Map()
  try {
    return await sendTogether(account, once)
  } catch (error) {
    // HubSpot may refuse all for one: then each goes alone, and the one that is refused is known.
    if (once.length === 1 || !(error instanceof CrmError) || !['invalid', 'conflict'].includes(error.code)) throw error
    const alone: [string, BatchResult][] = []
    for (const row of once) alone.push([row.id, await sendAlone(account, row, true)])
    return new Map(alone)
  }
}

async function sendTogether(account: HubspotAccount, rows: readonly Ready[]): Promise<Map<string, BatchResult>> {
  const { results, errors } = await account.withProperties(() =>
    account.client.upsert(
      'contacts',
      'coccinelle_id',
      rows.map(({ id, contact }) => ({ id, properties: contact.properties })),
    ),
  )
  const refused = new Set(errors.flatMap(({ context }) => context?.objectWriteTraceId ?? []))
  const answered = new Map<string, BatchResult>()
  for (const row of rows) {
    const made = results.find(({ properties }) => properties.coccinelle_id === row.id)
    if (made !== undefined) answered.set(row.id, { key: row.key, id: made.id, created: made.new === true })
    else if (refused.has(row.id)) answered.set(row.id, await sendAlone(account, row, true))
  }
  return answered
}

/** What HubSpot refuses for one row says whose phone or e-mail it is; a number that nobody has any more is freed first. */
async function sendAlone(account: HubspotAccount, row: Ready, mend: boolean): Promise<BatchResult> {
  const { email, phone, properties } = row.contact
  try {
    const { results } = await account.withProperties(() =>
      account.client.upsert('contacts', 'coccinelle_id', [{ id: row.id, properties }]),
    )
    const [made] = results
    if (made !== undefined) return { key: row.key, id: made.id, created: made.new === true }
    throw new CrmError('invalid', 'HubSpot refused a row')
  } catch (error) {
    if (!(error instanceof CrmError) || !['invalid', 'conflict'].includes(error.code)) throw error
    try {
      if ((await explainTaken(account, error, { email, phone, self: null })) && mend) return await sendAlone(account, row, false)
      return { key: row.key, error }
    } catch (explained) {
      if (!(explained instanceof CrmError) || !['invalid', 'conflict'].includes(explained.code)) throw explained
      return { key: row.key, error: explained }
    }
  }
}
