// /api/metrics: Prometheus text for whoever holds METRICS_TOKEN; without that variable, for nobody.
import { metricsText } from '@/lib/server/metrics'
import { holdsMetricsToken } from '@/lib/server/metrics-token'
import { DoorError, problemResponse } from '@/lib/server/problem'

export async function GET(request: Request): Promise<Response> {
  if (!holdsMetricsToken(request.headers.get('authorization'))) {
    const refusal = new DoorError(401, 'unauthorized', 'metrics_token', {}, { 'www-authenticate': 'Bearer realm="metrics"' })
    return problemResponse(refusal, request.headers.get('accept-language'))
  }
  const { text, contentType } = await metricsText()
  return new Response(text, { headers: { 'content-type': contentType, 'cache-control': 'private, no-store' } })
}
