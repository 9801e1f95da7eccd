// Everything else under /api/v1: a problem document rather than a page.
import { DoorError, problemResponse } from '@/lib/server/problem'

const handler = async (request: Request): Promise<Response> => {
  const response = await problemResponse(
    new DoorError(404, 'not_found', 'address_unknown'),
    request.headers.get('accept-language'),
  )
  response.headers.set('cache-control', 'private, no-store')
  return response
}

export { handler as DELETE, handler as GET, handler as PATCH, handler as POST, handler as PUT }
