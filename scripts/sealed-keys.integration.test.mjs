// R19, the check at the start: a secret that does not open what is stored is refused, with what to do; one that does is not.
import { afterAll, beforeAll, expect, it } from 'vitest'

import { createChannel } from '../lib/db/channel-repo'
import { createConnection, deleteConnection } from '../lib/db/connection-repo'
import { env } from '../lib/shared/env'
import { openTestShops } from '../lib/test/shops'
import { keyIdOf, refuseUnreadableSecrets } from './lib/sealed-keys.mjs'

const actor = { kind: 'system', id: null, name: 'test' }
const other = 'another-secret-of-the-tests-0123456789'
let shops
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(() => shops.close())

const check = (more) =>
  refuseUnreadableSecrets({ givenSecret: env().APP_SECRET, previousSecrets: [], lostKeys: [], ...more }, shops.appUrl)
const sealedBy = (secret, work) => {
  const settings = env()
  const before = settings.APP_SECRET
  settings.APP_SECRET = secret
  return work().finally(() => (settings.APP_SECRET = before))
}

it('an empty installation starts with any secret', async () => {
  await check({ givenSecret: other })
})

it.each(['a link', 'an address for what a vendor sends', 'a channel'])(
  'the other secret is refused once it has to open %s, until the old one is named, lost, or not needed',
  async (what) => {
    const shop = await shops.create()
    const own = `a-secret-only-for-${what.replaceAll(' ', '-')}-0123456789`
    const made = await sealedBy(own, () =>
      what === 'a channel'
        ? createChannel(shop, actor, { type: 'standard', name: 'Essai' })
        : createConnection(shop, actor, {
            vendor: 'hubspot',
            role: 'source',
            label: null,
            credentials: what === 'a link' ? { accessToken: 'x' } : {},
            settings: {},
            withWebhookSecret: what !== 'a link',
          }),
    )
    await check({ givenSecret: own })
    await check({ givenSecret: other, previousSecrets: ['something-else-0123456789-0123456789', own] })
    await check({ givenSecret: other, lostKeys: [keyIdOf(own)] })
    await expect(check({ givenSecret: other, lostKeys: [keyIdOf(other)] })).rejects.toThrow(keyIdOf(own))
    const refusal = await check({ givenSecret: other }).catch((error) => error)
    expect(refusal).toMatchObject({
      name: 'LauncherError',
      message: expect.stringMatching(/^APP_SECRET: .*APP_SECRET_PREVIOUS.*APP_SECRET_LOST=/),
    })
    expect(`${refusal.message} ${refusal.french}`).not.toContain(own)
    if (what === 'a channel') await shops.backDoor.query('update "Channel" set "deletedAt" = now() where id = $1', [made.id])
    else await deleteConnection(shop, actor, made.id)
    await check({ givenSecret: other })
  },
)
