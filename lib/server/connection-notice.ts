// Tells a shop's owners, once a trouble, that a link needs a person. The mail says which system and where to go, nothing else.
import 'server-only'
import { createTranslator } from 'use-intl/core'
import { findVendor } from '@/lib/crm/registry'
import { claimNotices, type DueNotice, listOwners, type NoticeState, settleNotice } from '@/lib/db/connection-notice-repo'
import { findShop } from '@/lib/db/tenant-repo'
import { env } from '@/lib/shared/env'
import { log } from '@/lib/shared/log'
import { loadMessages } from '@/messages/load-messages'
import { type Locale, pickLocale } from '@/messages/locales'
import { hasMailServer, type Mail, sendMail } from './mail'

/** Without a mail server the state says so, and the settings screen with it. */
export async function noticeTroubles(tenantId: string): Promise<void> {
  const due = await claimNotices(tenantId)
  const [shop, owners] = due.length === 0 ? [null, []] : await Promise.all([findShop(tenantId), listOwners(tenantId)])
  if (shop === null) return
  for (const notice of due) {
    const state = await tell(
      owners.map(({ email, locale }) => ({ email, locale: pickLocale(locale ?? shop.locale, shop.locale) })),
      shop.name,
      notice,
    )
    if (state !== 'sent')
      log().warn({ tenantId, connectionId: notice.id, state }, 'owners could not be told of a link in trouble')
    await settleNotice(tenantId, notice.id, state)
  }
}

async function tell(owners: { email: string; locale: Locale }[], shopName: string, notice: DueNotice): Promise<NoticeState> {
  if (!hasMailServer()) return 'no_mail_server'
  if (owners.length === 0) return 'no_owner'
  const sent = await Promise.allSettled(
    owners.map(async ({ email, locale }) => sendMail({ to: email, ...(await words(locale, shopName, notice)) })),
  )
  // One owner who knows is enough; the others see the line above every page.
  return sent.some(({ status }) => status === 'fulfilled') ? 'sent' : 'failed'
}

async function words(locale: Locale, shop: string, { vendor, accountLabel, status }: DueNotice): Promise<Omit<Mail, 'to'>> {
  const t = createTranslator({ locale, messages: await loadMessages(locale), namespace: 'mail.trouble' })
  const system = findVendor(vendor)?.label ?? vendor
  const where = accountLabel === null ? system : `${system} (${accountLabel})`
  const what = status === 'reconnect_needed' ? t('reconnect', { system: where }) : t('error', { system: where })
  const url = `${env().APP_URL}/dashboard/settings/crm`
  return {
    subject: t('subject', { system, shop }),
    text: [t('hello'), what, t('safe'), t('todo', { url }), t('sign')].join('\n\n'),
  }
}
