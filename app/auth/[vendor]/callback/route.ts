// Where a vendor's consent page sends people back to.
import { finishConnect } from '@/lib/server/finish-oauth'

export async function GET(request: Request, { params }: { params: Promise<{ vendor: string }> }): Promise<Response> {
  return finishConnect(request, (await params).vendor)
}
