// Where a system hands over the keys that its owner agreed to give: POST /api/handover/{vendor}/{token}.
import { methodNotAllowed } from '@/lib/server/method-not-allowed'
import { receiveHandover } from '@/lib/server/receive-handover'

export async function POST(
  request: Request,
  { params }: { params: Promise<{ vendor: string; token: string }> },
): Promise<Response> {
  const { vendor, token } = await params
  return receiveHandover(vendor, token, request)
}

export const GET = methodNotAllowed('POST')
export const PUT = GET
export const PATCH = GET
export const DELETE = GET
