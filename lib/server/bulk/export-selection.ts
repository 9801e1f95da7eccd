// The door for the selection as a file: our own site, signed in, allowed; then whom, read strictly, and the file as it is made.
import 'server-only'
import { currentSession } from '@/lib/auth/session'
import { bulkTargetSchema, filterOf } from '@/lib/customers/bulk/bulk-target'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import { actionResult } from '../action'
import { contextOf } from '../context'
import { downloadOf } from '../download'
import { exportCustomers, type ExportWords } from '../export-customers'
import { readBody } from '../read-body'
import { requireSameOrigin } from '../same-origin'

/** Bytes of a form with ten thousand ids. */
const largestForm = 2 * 1024 * 1024

/** The file; or 422 with why not, in the reader's language. */
export async function exportSelection(request: Request, words: ExportWords, fileName: string): Promise<Response> {
  const result = await actionResult(async () => {
    requireSameOrigin(request.headers)
    const signedIn = await currentSession()
    if (signedIn === null) throw new CrmError('auth_expired', 'Signed out', { reason: 'signed_out' })
    const context = contextOf(signedIn)
    if (!context.can('customers:export')) throw new CrmError('forbidden', 'Needs customers:export', { reason: 'role_forbidden' })
    const form = new URLSearchParams((await readBody(request, { maxBytes: largestForm, within: 15_000 })).toString('utf8'))
    const filter = filterOf(parseInput(bulkTargetSchema, jsonOf(form.get('target'))))
    return exportCustomers(context.useCase, { filter, sort: 'created', direction: 'asc' }, { delimiter: ';', words })
  })
  if (result.ok) return downloadOf(result.data, fileName)
  const headers = { 'cache-control': 'private, no-store', 'content-type': 'text/plain; charset=utf-8' }
  return new Response(result.message, { status: 422, headers })
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return null
  }
}
