'use server'
// What staff with the right to settings do with links to other systems. A secret comes in here and never goes out.
import { refresh } from 'next/cache'
import { z } from 'zod'
import { notFound } from '@/lib/shared/errors'
import { tenantAction } from '@/lib/server/action'
import { crmSettings } from '@/lib/server/crm-settings'
import { bringIn, choosePrimary, linkWithToken, retryChanges as retry, testLink, unlink } from '@/lib/server/manage-connections'
import { crmWords } from './crm-words'

const connectionId = z.string().min(1).max(100)
const one = z.object({ connectionId }).strict()

export const linkSystem = tenantAction(
  'settings:write',
  z
    .object({
      vendor: z.string().max(60),
      role: z.enum(['primary', 'source']),
      fields: z.record(z.string().max(60), z.string().max(5_000)),
    })
    .strict(),
  async (context, input) => {
    await linkWithToken(context, input)
    refresh()
    return null
  },
)

/** `detail`: why it did not answer, in the reader's language; null when it did, or when nobody wrote a text. */
export const checkLink = tenantAction('settings:write', one, async (context, input) => {
  const { ok, reason } = await testLink(context, input)
  refresh()
  return { ok, detail: reason === null ? null : (await crmWords()).reason(reason) }
})

/** Whatever the system did not take goes again. */
export const retryChanges = tenantAction('settings:write', one, async (context, input) => {
  const result = await retry(context, input)
  refresh()
  return result
})

/** Its customers and orders come in from now on. */
export const bringInSystem = tenantAction('settings:write', one, async (context, input) => {
  await bringIn(context, input)
  refresh()
  return null
})

export const unlinkSystem = tenantAction('settings:write', one, async (context, input) => {
  const result = await unlink(context, input)
  refresh()
  return result
})

/** Null: Coccinelle itself. */
export const makePrimary = tenantAction(
  'settings:write',
  z.object({ connectionId: connectionId.nullable() }).strict(),
  async (context, input) => {
    await choosePrimary(context, input)
    refresh()
    return null
  },
)

/** The address may hold a secret of the connection: it is not on the page, only in this answer. */
export const showWebhook = tenantAction('settings:write', one, async (context, input) => {
  const cards = await crmSettings(context)
  const address = cards.find(({ connection }) => connection?.id === input.connectionId)?.connection?.webhookUrl ?? null
  if (address === null) throw notFound('connection')
  return { address }
})
