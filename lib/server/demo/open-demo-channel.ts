// The demo shop's door for its web site: signed by Standard Webhooks, its secret can be renewed in the settings.
import type { Shop } from '@/lib/customers/use-case'
import { createChannel } from '@/lib/db/channel-repo'

/** Makes the channel "Site web"; its secret is told to nobody. */
export async function openDemoChannel(shop: Shop): Promise<void> {
  await createChannel(shop, { kind: 'system', id: null, name: 'demo' }, { type: 'standard', name: 'Site web' })
}
