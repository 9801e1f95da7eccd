// The page of a shop where its owner gives Coccinelle a pair of keys, and what the shop then posts.
// https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-auth.php
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { KeyHandover } from '../../key-handover'
import { consumerKeySchema, consumerSecretSchema } from './options'
import { ownOrigins, readStoreUrl } from './store-url'

const postedSchema = z.object({
  user_id: z.union([z.string(), z.int()]).transform(String),
  consumer_key: consumerKeySchema,
  consumer_secret: consumerSecretSchema,
  key_permissions: z.literal('read_write'),
})

export const wooHandover: KeyHandover = {
  page: ({ storeUrl: typed = '' }, { appName, reference, callbackUrl, returnUrl }) => {
    const store = readStoreUrl(typed)
    // A shop posts keys to https only, and never to a machine that it cannot reach; those of the operator's own know better.
    if (!callbackUrl.startsWith('https://') && !ownOrigins().includes(new URL(store).origin))
      throw new CrmError('forbidden', 'The shop would not post its keys to this address', { reason: 'handover_https' })
    const url = new URL(`${store}/wc-auth/v1/authorize`)
    const asked = { app_name: appName, scope: 'read_write', user_id: reference, return_url: returnUrl, callback_url: callbackUrl }
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
    return url
  },
  read: (posted, reference) => {
    const { data } = postedSchema.safeParse(posted)
    if (data === undefined || data.user_id !== reference) return null
    return { consumerKey: data.consumer_key, consumerSecret: data.consumer_secret }
  },
  answer: (query, reference) => {
    if (query.get('user_id') !== reference) return null
    const success = query.get('success')
    return success === '1' ? 'yes' : success === '0' ? 'no' : null
  },
}
