// Leaves for a vendor's consent page.
import { startConnect } from '@/lib/server/connect-oauth'

export async function GET(request: Request, { params }: { params: Promise<{ vendor: string }> }): Promise<Response> {
  return startConnect(request, (await params).vendor)
}
