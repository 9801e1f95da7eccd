'use server'
// Creates a customer from the form, with or without its script; whatever is refused comes back with everything typed.
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { inputOf, type NewCustomerState, valuesOf } from '@/components/customers/create/new-customer-state'
import { fullName } from '@/components/customers/customer-words'
import { listPath } from '@/components/customers/list-url'
import { createCustomer } from '@/lib/customers/create-customer'
import { type Customer, type NewCustomerInput, newCustomerSchema } from '@/lib/customers/customer'
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import { parseInput } from '@/lib/customers/parse-input'
import type { UseCase } from '@/lib/customers/use-case'
import { tenantAction } from '@/lib/server/action'
import type { DashboardContext } from '@/lib/server/context'
import { CrmError } from '@/lib/shared/errors'

/** `key` makes a second press, or a retry after a lost answer, the same customer. */
const formSchema = z.object({ customer: z.unknown(), key: z.string().max(100) })

async function create({ shop, useCase }: DashboardContext, { customer, key }: z.output<typeof formSchema>) {
  const input = parseInput(newCustomerSchema, customer)
  refuseAllAtOnce(input, shop.region)
  try {
    return { id: (await createOnce(useCase, input, key)).id, existing: null }
  } catch (error) {
    if (!(error instanceof CrmError) || typeof error.params.existingId !== 'string') throw error
    const existing = await useCase.store.get(error.params.existingId)
    if (existing === null) throw error
    const field = error.reason === 'duplicate_email' ? ('email' as const) : ('phone' as const)
    return { id: null, existing: { id: existing.id, name: fullName(existing), field } }
  }
}

/** The use case stops at the first handle it cannot read; a form shows every field to correct. */
function refuseAllAtOnce({ phone, email }: z.output<typeof newCustomerSchema>, region: string): void {
  const issues = [
    ...(phone && normalisePhone(phone, region) === null ? [{ path: ['phone'], reason: 'phone' }] : []),
    ...(email && normaliseEmail(email) === null ? [{ path: ['email'], reason: 'email' }] : []),
  ]
  if (issues.length > 0) throw new CrmError('invalid', 'The form has fields to correct', { issues })
}

/** A form brought back by the browser's "back" still has its used key: another customer in it is another customer. */
async function createOnce(useCase: UseCase, input: NewCustomerInput, key: string): Promise<Customer> {
  if (key === '') return createCustomer(useCase, input)
  return createCustomer(useCase, input, { idempotencyKey: key }).catch((error: unknown) => {
    if (error instanceof CrmError && error.reason === 'idempotency_key_reused') return createCustomer(useCase, input)
    throw error
  })
}

const run = tenantAction('customers:write', formSchema, create)

export async function submitNewCustomer(_before: NewCustomerState, form: FormData): Promise<NewCustomerState> {
  const values = valuesOf(form)
  const key = form.get('key')
  const result = await run({ customer: inputOf(values), key: typeof key === 'string' ? key : '' })
  if (!result.ok) return { values, message: result.message, issues: result.issues, existing: null }
  if (result.data.existing !== null) return { values, message: null, issues: [], existing: result.data.existing }
  redirect(`${listPath}/${result.data.id}`)
}
