// Where linked systems tell of changes: POST /api/webhooks/crm/{vendor}/{connectionId or app}, for some with a secret after it.
import { methodNotAllowed } from '@/lib/server/method-not-allowed'
import { receiveCrmDelivery } from '@/lib/server/receive-crm-delivery'

interface Address {
  params: Promise<{ vendor: string; connectionId: string; secret?: string[] }>
}

export async function POST(request: Request, { params }: Address): Promise<Response> {
  const { vendor, connectionId, secret = [] } = await params
  return receiveCrmDelivery({ vendor, target: connectionId, secret }, request)
}

export const GET = methodNotAllowed('POST')
export const PUT = GET
export const PATCH = GET
export const DELETE = GET
