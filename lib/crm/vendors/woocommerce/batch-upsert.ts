// Many accounts at once: a hundred a call, which answers 200 whatever becomes of them, each with its own result.
import type { NewCustomerInput } from '@/lib/customers/customer'
import { CrmError } from '@/lib/shared/errors'
import type { WooAccount } from './account'
import { mostRows } from './client'
import type { BatchRowAnswer } from './schema'
import { createAccount, markOf, type NewAccount, newAccount } from './write-customer'

/** `key` is the caller's own, and makes the same customer each time. */
export interface BatchRow {
  key: string
  input: NewCustomerInput
}
export type BatchResult = { key: string } & ({ id: string; created: boolean } | { error: CrmError })

/** In the order given; a refused row does not stop the others. Throws what stops all: no access, no answer, the limit. */
export async function batchUpsert(account: WooAccount, rows: readonly BatchRow[]): Promise<BatchResult[]> {
  const results: BatchResult[] = []
  for (let from = 0; from < rows.length; from += mostRows) {
    const planned = rows.slice(from, from + mostRows).map((row) => plan(account, row))
    // The same key twice is one account.
    const once = [...new Map(planned.flatMap((row) => ('wanted' in row ? [[row.wanted.key, row] as const] : []))).values()]
    const made = await send(account, once)
    for (const row of planned)
      results.push('error' in row ? { key: row.key, error: row.error } : (made.get(row.wanted.key) ?? lost(row.key)))
  }
  return results
}

type Ready = BatchRow & { wanted: NewAccount }

function plan(account: WooAccount, row: BatchRow): Ready | (BatchRow & { error: CrmError }) {
  try {
    return { ...row, wanted: newAccount(account, row.input, markOf(row.key)) }
  } catch (error) {
    if (!(error instanceof CrmError) || error.code !== 'invalid') throw error
    return { ...row, error }
  }
}

const lost = (key: string): BatchResult => ({ key, error: new CrmError('bad_response', 'WooCommerce gave no result for a row') })

/** By our mark. Answers come in the order of the rows; what was refused is asked for alone, which finds out why. */
async function send(account: WooAccount, rows: readonly Ready[]): Promise<Map<string, BatchResult>> {
  const made = new Map<string, BatchResult>()
  if (rows.length === 0) return made
  const answers = await together(account, rows)
  for (const [at, { key, input, wanted }] of rows.entries()) {
    const answer = answers?.[at]
    if (answer !== undefined && 'email' in answer) made.set(wanted.key, { key, id: answer.id, created: true })
    else made.set(wanted.key, await alone(account, key, input))
  }
  return made
}

/** Null when the answer was lost: each row is then looked for by itself. */
async function together(account: WooAccount, rows: readonly Ready[]): Promise<BatchRowAnswer[] | null> {
  try {
    return (await account.client.batchCustomers({ create: rows.map(({ wanted }) => wanted.body) })).create
  } catch (error) {
    if (error instanceof CrmError && error.reason === 'outcome_unknown') return null
    throw error
  }
}

async function alone(account: WooAccount, key: string, input: NewCustomerInput): Promise<BatchResult> {
  try {
    return { key, id: (await createAccount(account, input, key)).id, created: false }
  } catch (error) {
    if (!(error instanceof CrmError) || !['invalid', 'conflict', 'forbidden'].includes(error.code)) throw error
    return { key, error }
  }
}
