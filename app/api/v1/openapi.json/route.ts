// /api/v1/openapi.json: the API's own description, for everybody.
import { openApiDocument } from '@/lib/server/api/openapi'
import { env } from '@/lib/shared/env'

export const GET = (): Response =>
  Response.json(openApiDocument(env().APP_URL), { headers: { 'cache-control': 'public, max-age=300' } })
