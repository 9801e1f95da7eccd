// Words of this page whose keys data names: why a link is in trouble, why it was refused, what a permission is for.
import type { CrmWords } from '@/components/crm/linked-system'
import { messageText } from '@/lib/server/message-text'

/** Null where nobody wrote a text. A permission's name has characters that no key may have: they become `_`. */
export async function crmWords(): Promise<CrmWords & { refusal: (key: string) => string | null }> {
  const text = await messageText()
  const words = (path: string) => text(['settings', path].join('.'))
  return {
    reason: (key) => words(`crm.reasons.${key}`),
    refusal: (key) => words(`crm.refusals.${key}`),
    mail: (state) => words(`crm.mails.${state}`),
    scope: (name) => words(`crm.scopes.uses.${name.replace(/[^A-Za-z0-9]+/g, '_')}`),
  }
}
