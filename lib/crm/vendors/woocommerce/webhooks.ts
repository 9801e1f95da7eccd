// Where a shop sends its changes: one webhook a topic, made with the link and looked after, because WooCommerce switches one off
// after seven failures in a row and never on again. https://woocommerce.com/document/webhooks
import type { WebhookTarget } from '@/lib/customers/keeps-webhooks'
import type { WooAccount } from './account'
import type { WooWebhook } from './schema'
import { signingSecret } from './webhook'

export const topics = [
  'customer.created',
  'customer.updated',
  'customer.deleted',
  'order.created',
  'order.updated',
  'order.deleted',
  'order.restored',
] as const

const mostPages = 20

async function ownWebhooks({ client }: WooAccount, url: string): Promise<WooWebhook[]> {
  const own: WooWebhook[] = []
  for (let page = 1; page <= mostPages; page++) {
    const rows = await client.webhooks(page)
    own.push(...rows.filter(({ delivery_url: to }) => to === url))
    if (rows.length < 100) break
  }
  return own
}

export async function keepWebhooks(
  account: WooAccount,
  { url, secret: connectionSecret }: WebhookTarget,
): Promise<{ made: number; mended: number }> {
  const { client } = account
  const secret = signingSecret(connectionSecret)
  return account.inTurn('webhooks', async () => {
    const own = await ownWebhooks(account, url)
    let [made, mended] = [0, 0]
    for (const topic of topics) {
      const [kept, ...more] = own.filter((one) => one.topic === topic)
      if (kept === undefined) {
        await client.createWebhook({ name: `Coccinelle ${topic}`, topic, delivery_url: url, secret })
        made += 1
      } else if (kept.status !== 'active') {
        await client.updateWebhook(kept.id, { status: 'active', secret })
        mended += 1
      }
      // Two who linked at once.
      for (const { id } of more) await client.deleteWebhook(id)
    }
    return { made, mended }
  })
}

export async function removeWebhooks(account: WooAccount, url: string): Promise<void> {
  await account.inTurn('webhooks', async () => {
    for (const { id } of await ownWebhooks(account, url)) await account.client.deleteWebhook(id)
  })
}
