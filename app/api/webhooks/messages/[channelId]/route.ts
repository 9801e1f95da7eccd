// Where messages come in: POST /api/webhooks/messages/{channelId}. The channel's type decides who may and what is read.
import { receiveDelivery } from '@/lib/server/receive-delivery'
import { methodNotAllowed } from '@/lib/server/method-not-allowed'

interface Address {
  params: Promise<{ channelId: string }>
}

export const POST = async (request: Request, { params }: Address): Promise<Response> =>
  receiveDelivery((await params).channelId, request)

export const GET = methodNotAllowed('POST')
export const PUT = GET
export const PATCH = GET
export const DELETE = GET
