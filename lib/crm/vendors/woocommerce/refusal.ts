// WooCommerce's refusals, where the status alone says too little. Messages are translated and may quote a person: only the
// code is read. https://developer.woocommerce.com/docs/apis/rest-api/
import { CrmError } from '@/lib/shared/errors'
import type { HttpAnswer, HttpRequest } from '../../http'
import { bodyJson } from './body-json'
import { errorSchema } from './schema'

/** WooCommerce's own word for a refusal; null for a page of the web server, a firewall or a plug-in. */
export function codeOf({ body }: Pick<HttpAnswer, 'body'>): string | null {
  try {
    const { code } = errorSchema.parse(JSON.parse(bodyJson(body)))
    return /^[a-z0-9_-]{1,80}$/i.test(code) ? code : null
  } catch {
    return null
  }
}

/** What stood in the way, for this folder. */
export const codeIn = (error: unknown): string | null =>
  error instanceof CrmError && typeof error.params.code === 'string' ? error.params.code : null

/** Codes that a taken address comes with; the second also for one that is none. */
const taken = new Set(['registration-error-email-exists', 'woocommerce_rest_customer_invalid_email', 'existing_user_email'])
export const isTaken = (error: unknown): boolean => taken.has(codeIn(error) ?? '')

export const apiMissing = (): CrmError =>
  new CrmError('bad_response', 'There is no WooCommerce at this address', { reason: 'store_api_missing' })

export function refusalOf(answer: HttpAnswer, { method }: HttpRequest): CrmError | null {
  const { status } = answer
  const code = codeOf(answer)
  const params = { code: code ?? '' }
  // The address itself is wrong, or permalinks are plain: that says nothing about a record.
  if (status === 404 && (code === null || code === 'rest_no_route')) return apiMissing()
  if (code === null) return null
  // A key that may only read is refused with the words of a wrong one.
  if (status === 401 && method !== 'GET' && code === 'woocommerce_rest_authentication_error')
    return new CrmError('forbidden', 'The key may not write', { reason: 'key_read_only', params })
  if (status === 401) return null
  // Accounts of the shop's own team; since 9.5.2 a key may not change or delete them.
  if (status === 403 && (code === 'woocommerce_rest_cannot_edit' || code === 'woocommerce_rest_cannot_delete'))
    return new CrmError('forbidden', 'The account is not a customer’s', { reason: 'protected_account', params })
  if (status === 403) return new CrmError('forbidden', 'WooCommerce refuses', { params })
  if (taken.has(code)) return new CrmError('conflict', 'The address is taken', { reason: 'duplicate_email', params })
  if (status === 501) return new CrmError('invalid', 'WooCommerce cannot do this', { params })
  if (status === 404 || status === 410) return new CrmError('not_found', 'WooCommerce has no such record', { params })
  return status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 425 && status !== 429
    ? new CrmError('invalid', `WooCommerce refuses: ${status}`, { params })
    : null
}
