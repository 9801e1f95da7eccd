// Words of this page whose keys data names: why a link is in trouble, why it was refused, what a permission is for.
import type { CrmWords } from '@/components/crm/linked-system'
import { messageText } from '@/lib/server/message-text'

/** A piece of information of the shop's own is called as the shop calls it; a name of the program's is not shown. */
const ownField = (name: string): string | null => (name.startsWith('metadata.') ? name.slice('metadata.'.length) : null)

/** Null where nobody wrote a text. A permission's name has characters that no key may have: they become `_`. */
export async function crmWords(): Promise<CrmWords & { refusal: (key: string) => string | null }> {
  const text = await messageText()
  const words = (path: string) => text(['settings', path].join('.'))
  return {
    reason: (key) => words(`crm.reasons.${key}`),
    refusal: (key) => words(`crm.refusals.${key}`),
    mail: (state) => words(`crm.mails.${state}`),
    refused: ({ reasons, fields }) => {
      const [why = ''] = reasons.flatMap((reason) => words(`crm.refusedChanges.why.${reason}`) ?? [])
      const named = fields.flatMap((name) => words(`crm.mapping.fields.${name}`) ?? ownField(name) ?? [])
      return named.length === 0 ? why : `${why.replace(/\.$/, '')} (${named.join(', ')}).`
    },
    scope: (name) => words(`crm.scopes.uses.${name.replace(/[^A-Za-z0-9]+/g, '_')}`),
  }
}
