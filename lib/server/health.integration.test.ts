// Health says what is, quickly; metrics are for the holder of the token.
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { GET as health } from '@/app/api/health/route'
import { GET as metrics } from '@/app/api/metrics/route'
import { database } from '@/lib/db/client'
import { callById, createTestShop } from '@/lib/test/api-world'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { countInboundEvent } from './metrics'

const token = 'a-token-for-the-metrics'
let app: TestApp

beforeAll(async () => {
  app = await startTestApp({ METRICS_TOKEN: token })
})
afterAll(() => app.stop())

const askMetrics = (authorization?: string) =>
  metrics(new Request('http://coccinelle.test/api/metrics', authorization === undefined ? {} : { headers: { authorization } }))

it('is well with a database and a queue', async () => {
  const answer = await health()
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok', checks: { database: 'ok', queue: 'ok' } }])
})

it('is not well when the database is silent, and says so within three seconds', async () => {
  const silent = vi.spyOn(database().pool, 'query').mockReturnValue(new Promise(() => {}) as never)
  const started = performance.now()
  const answer = await health()
  silent.mockRestore()
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { status: 'failing', checks: { database: 'failing', queue: 'failing' } },
  ])
  expect(performance.now() - started).toBeLessThan(3000)
})

it('is not well without the queue’s door', async () => {
  const { default: pg } = await import('pg')
  const owner = new pg.Client({ connectionString: app.database.ownerUrl })
  await owner.connect()
  await owner.query('revoke execute on function enqueue_job(text, json, text, text, integer) from coccinelle_app')
  const answer = await health()
  await owner.query('grant execute on function enqueue_job(text, json, text, text, integer) to coccinelle_app')
  await owner.end()
  expect([answer.status, await answer.json()]).toMatchObject([503, { checks: { database: 'ok', queue: 'failing' } }])
})

it.each([undefined, '', 'Bearer', 'Bearer wrong', `Bearer ${token}x`, `Basic ${token}`])(
  'metrics refuse %j',
  async (authorization) => {
    const answer = await askMetrics(authorization)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="metrics"')
  },
)

it('metrics count calls by pattern and status, never by address', async () => {
  const shop = await createTestShop()
  const { id } = await shop.customer()
  await callById('getCustomer', { key: shop.key, path: { id } })
  await callById('getCustomer', { key: shop.key, path: { id: 'none' } })
  countInboundEvent('standard', 'accepted')
  const answer = await askMetrics(`Bearer ${token}`)
  const text = await answer.text()
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
  expect(text).toContain('coccinelle_http_requests_total{route="/api/v1/customers/{id}",method="GET",status="200"} 1')
  expect(text).toContain('coccinelle_http_requests_total{route="/api/v1/customers/{id}",method="GET",status="404"} 1')
  expect(text).toContain('coccinelle_inbound_events_total{channel="standard",outcome="accepted"} 1')
  expect(text).toContain('coccinelle_process_cpu_seconds_total')
  expect(text).not.toContain(id)
})
