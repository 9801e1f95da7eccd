import { createTranslator } from 'next-intl'
import { describe, expect, it } from 'vitest'
import { activityTypes } from '@/lib/customers/activity-types'
import { type CustomerActivity, orderStatuses } from '@/lib/customers/customer'
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
    country: 'FR',
    systemLabel: (vendor) => (vendor === 'hubspot' ? 'HubSpot' : vendor),
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
  toTimelineLine({ activity: activity(change), note: null }, wordsOf(locale))
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

  it('shows a note in full, and nothing of one that was taken away', () => {
    const moment = new Date('2026-03-11T23:30:00Z')
    const note = {
      id: 'n1',
      customerId: 'c1',
      content: 'toute la note',
      createdBy: 'Camille',
      createdAt: moment,
      updatedAt: moment,
      version: 1,
      editedBy: null,
      isPinned: false,
      isRemoved: false,
      removedBy: null,
    }
    const told = activity({ type: 'note_added', description: 'toute', metadata: { noteId: 'n1', by: 'Camille' } })
    expect(toTimelineLine({ activity: told, note }, wordsOf('fr'))).toMatchObject({
      text: 'toute la note',
      by: 'Camille',
      note: { id: 'n1', createdAt: '2026-03-11T23:30:00.000Z' },
    })
    const removed = { ...note, content: '', isRemoved: true, removedBy: 'Zoé' }
    expect(toTimelineLine({ activity: told, note: removed }, wordsOf('fr')).text).toBeNull()
    expect(line({ type: 'note_added', description: 'début', metadata: { noteId: 'n2' } }).text).toBe('début')
  })

  it('tells an edit field by field, in words', () => {
    const edits = [
      { field: 'firstName', from: null, to: 'Zoé' },
      { field: 'phone', from: '+33639981234', to: null },
      { field: 'phone', from: null, to: '+33639985678', how: 'primary' },
      { field: 'segment', from: 'vip', to: 'mariées' },
      { field: 'language', from: 'fr', to: 'en' },
      { field: 'preferredChannel', from: 'sms', to: 'email' },
      { field: 'metadata', key: 'taille', from: '38', to: '40' },
    ]
    const told = line({ type: 'customer_updated', metadata: { fields: ['firstName'], edits } })
    expect(told.detail).toBeNull()
    expect(told.changes.map(plain)).toEqual([
      'prénom : vide → Zoé',
      'téléphone : 06 39 98 12 34 → vide',
      '06 39 98 56 78 devient le principal',
      'segment : VIP → mariées',
      'langue : Français → Anglais',
      'canal préféré : SMS → E-mail',
      'taille : 38 → 40',
    ])
    expect(
      line({ type: 'customer_updated', metadata: { edits: [1, null, { field: 'x' }, { field: 'email', to: 3 }] } }).changes,
    ).toEqual([expect.stringMatching(/vide → vide/)])
  })

  it('says where an agreement was given and with what words, and which system a sync was with', () => {
    const metadata = { changes: [{ channel: 'sms', granted: true }], source: 'in-store', proof: 'Oui aux SMS' }
    expect(plain(line({ type: 'consent_changed', metadata }).detail)).toMatch(
      /^SMS : accord · En boutique · preuve : Oui aux SMS$/,
    )
    expect(line({ type: 'synced', metadata: { system: 'hubspot', action: 'linked' } }).detail).toBe('fiche reliée à HubSpot')
    expect(line({ type: 'synced', metadata: { system: 'hubspot', action: '<x>' } }).detail).toBeNull()
    expect(line({ type: 'customer_created', metadata: { system: 'hubspot' } }).detail).toBe('reprise de HubSpot')
    expect(line({ type: 'customer_created', metadata: { by: 'Camille' } }).detail).toBeNull()
  })

  it('says what a customer chose himself without its proof, and on which channel he was asked', () => {
    const metadata = { changes: [{ channel: 'sms', granted: true }], source: 'preference_page', proof: 'lien 1', by: 'customer' }
    const own = line({ type: 'consent_changed', metadata })
    expect([plain(own.detail), own.by]).toEqual(['SMS : accord · Par le client, en ligne', 'le client'])
    for (const type of ['consent_requested', 'request_withdrawn'] as const) {
      const asked = line({ type, metadata: { channel: 'email', by: 'Camille', bulkId: 'b' } })
      expect([asked.detail, asked.by]).toEqual(['E-mail', 'Camille'])
      expect(line({ type, metadata: { channel: 7 } }).detail).toBeNull()
    }
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
