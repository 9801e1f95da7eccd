// Tries a link once and says what came of it as an error a person can read.
import 'server-only'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { CrmError, type ErrorCode, errorCodes } from '@/lib/shared/errors'

/** Codes of the reasons that a test may end with beside plain codes. */
const codeOfReason: Readonly<Record<string, ErrorCode>> = {
  grant_ended: 'auth_expired',
  token_refused: 'auth_expired',
  token_over: 'auth_expired',
  token_missing: 'auth_expired',
  oauth_client: 'forbidden',
  egress_refused: 'forbidden',
  api_disabled: 'forbidden',
  daily_limit: 'rate_limited',
  key_read_only: 'forbidden',
  store_api_missing: 'bad_response',
  redirected: 'bad_response',
}

/** Null: the system answers and lets us in. */
export async function testSystem(system: CustomerSystem): Promise<CrmError | null> {
  const { ok, detail } = await system.testConnection()
  if (ok) return null
  const code = errorCodes.find((one) => one === detail) ?? codeOfReason[detail] ?? 'unavailable'
  return new CrmError(code, `The test of ${system.type} failed`, detail === '' ? {} : { reason: detail })
}
