// Vendors that exist in tests only, for the door of linked systems: one signs with the app's secret, one has a secret in the
// path. Body: {"events":[{"account","id","kind","record","merged"?}]}.
import { createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import { defineVendor } from '@/lib/crm/define-vendor'
import type { VendorDelivery, VendorEvent, VendorManifest, VendorWebhook } from '@/lib/crm/vendor'
import { MockCustomers, mockCapabilities } from '@/lib/crm/vendors/mock/adapter'
import { constantTimeEqual } from '@/lib/crm/signature'
import { CrmError } from '@/lib/shared/errors'

const bodySchema = z.object({
  events: z.array(
    z.object({
      account: z.string(),
      id: z.string(),
      kind: z.enum(['upsert', 'delete', 'erase', 'merge', 'order']),
      record: z.string(),
      merged: z.array(z.string()).default([]),
    }),
  ),
})
export type ToyEvent = z.input<typeof bodySchema>['events'][number]

function read({ body }: VendorDelivery) {
  try {
    return bodySchema.parse(JSON.parse(body.toString())).events
  } catch (cause) {
    throw new CrmError('invalid', 'Not a toy body', { issues: [{ path: ['body'], reason: 'format' }], cause })
  }
}

export const signToy = (secret: string, url: string, body: string): string =>
  createHmac('sha256', secret).update(url).update(body).digest('hex')

const webhook = (secret: VendorWebhook['secret']): VendorWebhook => ({
  mediaTypes: ['application/json'],
  maxBytes: 64 * 1024,
  secret,
  verify: ({ url, headers, body, pathSecret }, { secrets, accountId }) => {
    if (secret === 'connection') {
      const isKnown = secrets.some((one) => pathSecret !== null && constantTimeEqual(Buffer.from(one), Buffer.from(pathSecret)))
      return isKnown && (accountId === null || body.includes(`"${accountId}"`))
    }
    const given = headers['x-toy-signature']
    return (
      given !== undefined &&
      secrets.some((one) => constantTimeEqual(Buffer.from(signToy(one, url, body.toString())), Buffer.from(given)))
    )
  },
  accounts: (delivery) => read(delivery).map(({ account }) => account),
  parse: (delivery, accountId) =>
    read(delivery).flatMap(({ account, id, kind, record, merged }): VendorEvent[] =>
      account === accountId
        ? [
            {
              eventId: createHash('sha256').update(id).digest('hex'),
              hints: [{ kind, externalId: record, mergedIds: merged, at: new Date(0) }],
            },
          ]
        : [],
    ),
  accepted: () => ({ status: 200, contentType: 'text/plain', body: 'ok' }),
})

const toy = (id: string, secret: VendorWebhook['secret']): VendorManifest =>
  defineVendor({
    id,
    aliases: [],
    label: id,
    summaryKey: 'settings.crm.vendors.mock',
    caveatKeys: [],
    ways: [],
    connectFields: [],
    oauth: null,
    capabilities: mockCapabilities,
    audience: 'development',
    credentialsSchema: z.object({ tenantId: z.string() }),
    optionsSchema: z.object({}),
    create: ({ tenantId }) => new MockCustomers({ tenantId }),
    webhook: webhook(secret),
  })

export const toyVendors = [toy('toy-app', 'app'), toy('toy-path', 'connection')]
export const findToy = (id: string): VendorManifest | null => toyVendors.find((vendor) => vendor.id === id) ?? null
