import { createTranslator } from 'next-intl'
import { describe, expect, it } from 'vitest'
import { activityTypes, type CustomerActivity, orderStatuses } from '@/lib/customers/customer'
import * as en from '@/messages/en'
import * as fr from '@/messages/fr'
import { type LineWords, toTimelineLine } from './timeline-line'

const wordsOf = (locale: 'fr' | 'en'): LineWords => {
  const messages = locale === 'fr' ? fr : en
  return {
    timeline: createTranslator({ locale, messages, namespace: 'timeline' }),
    customers: createTranslator({ locale, messages, namespace: 'customers' }),
    locale,
    timeZone: 'Europe/Paris',
  }
}
const activity = (change: Partial<CustomerActivity>): CustomerActivity => ({
  id: 'a1',
  customerId: 'c1',
  type: 'other',
  channel: null,
  description: '',
  timestamp: new Date('2026-03-11T23:30:00Z'),
  metadata: {},
  ...change,
})
const line = (change: Partial<CustomerActivity>, locale: 'fr' | 'en' = 'fr') =>
  toTimelineLine(activity(change), new Map([['n1', 'toute la note']]), wordsOf(locale))
const plain = (text: string | null) => text?.replaceAll(/\s/g, ' ')

describe('a line of the Fil', () => {
  it.each(activityTypes)('%s has words in both languages', (type) => {
    expect(line({ type }).title).toMatch(/^\p{Lu}/u)
    expect(line({ type }, 'en').title).toMatch(/^\p{Lu}/u)
  })

  it('belongs to the day of the shop', () => {
    expect(line({}).day).toBe('2026-03-12')
  })

  it('keeps what people wrote as text, whatever it holds', () => {
    expect(line({ type: 'message_received', description: '<b>Bonjour</b>' })).toMatchObject({
      text: '<b>Bonjour</b>',
      detail: null,
    })
  })

  it('shows a note in full when it is known, else its beginning', () => {
    expect(line({ type: 'note_added', description: 'toute', metadata: { noteId: 'n1', by: 'Camille' } })).toMatchObject({
      text: 'toute la note',
      by: 'Camille',
    })
    expect(line({ type: 'note_added', description: 'début', metadata: { noteId: 'n2' } }).text).toBe('début')
  })

  it('says amount, state and number of a purchase', () => {
    const metadata = { amount: 4590, currency: 'EUR', status: 'paid' }
    expect(plain(line({ type: 'order_placed', description: 'C-12', metadata }).detail)).toBe('45,90 € · Payé · n° C-12')
    for (const status of orderStatuses) expect(line({ type: 'order_placed', metadata: { status } }).detail).not.toBeNull()
  })

  it('survives metadata it does not know', () => {
    expect(line({ type: 'order_placed', metadata: { amount: 'many', currency: 'euros' } }).detail).toBeNull()
    expect(line({ type: 'customer_updated', metadata: { fields: 'all' } }).detail).toBeNull()
    expect(line({ type: 'consent_changed', metadata: { changes: [1, { channel: 2 }] } }).detail).toBeNull()
  })

  it('names fields, segments and agreements', () => {
    expect(line({ type: 'customer_updated', metadata: { fields: ['phone', 'shoeSize', 'firstName'] } }).detail).toBe(
      'prénom, téléphone',
    )
    expect(line({ type: 'segment_changed', metadata: { from: null, to: 'vip' } }).detail).toBe('Aucun → VIP')
    const changes = [
      { channel: 'sms', granted: true },
      { channel: 'email', granted: false },
    ]
    expect(plain(line({ type: 'consent_changed', metadata: { changes } }).detail)).toBe('SMS : accord, E-mail : refus')
  })
})
