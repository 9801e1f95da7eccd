import { createTranslator } from 'next-intl'
import { describe, expect, it } from 'vitest'
import type { Customer } from '@/lib/customers/customer'
import * as en from '@/messages/en'
import * as fr from '@/messages/fr'
import { linkWords } from './link-words'

const translators = {
  fr: createTranslator({ locale: 'fr', messages: fr, namespace: 'customers' }),
  en: createTranslator({ locale: 'en', messages: en, namespace: 'customers' }),
}
const words = (change: Partial<Customer['links'][number]>, locale: 'fr' | 'en' = 'fr') =>
  linkWords(
    translators[locale],
    { system: 'boutique', connectionId: 'c', externalId: '42', kind: 'customer', evidence: null, ...change },
    'FR',
  ).replaceAll(/\s/g, ' ')

describe('where else a customer is', () => {
  it('says where alone when we made the record there', () => {
    expect(words({})).toBe('Aussi dans boutique (42)')
  })

  it('says by what they were recognised', () => {
    expect(words({ evidence: { by: 'email', value: 'ana@example.org', shared: null } })).toBe(
      'Aussi dans boutique (42) · reconnu par l’e-mail ana@example.org',
    )
    expect(words({ evidence: { by: 'phone', value: '+33639980001', shared: null } })).toBe(
      'Aussi dans boutique (42) · reconnu par le téléphone 06 39 98 00 01',
    )
    expect(words({ evidence: { by: 'phone', value: '+33639980001', shared: null } }, 'en')).toBe(
      'Also in boutique (42) · recognised by the phone 06 39 98 00 01',
    )
  })

  it('tells a guest apart, and a number that proved nothing', () => {
    const guest = { kind: 'guest' as const, externalId: 'guest:marc@example.org' }
    expect(words({ ...guest, evidence: { by: 'new', value: null, shared: '+33639980001' } })).toBe(
      'Commandes sans compte dans boutique · nouveau client · le 06 39 98 00 01 est aussi celui d’un autre client',
    )
  })
})
