import { createTranslator } from 'next-intl'
import { describe, expect, it } from 'vitest'
import { contactChannels, presetSegments } from '@/lib/customers/customer'
import * as fr from '@/messages/fr'
import { channelLabel, consentChannels, fullName, knownSegments, languageLabel, segmentLabel } from './customer-words'

const t = createTranslator({ locale: 'fr', messages: fr, namespace: 'customers' })

describe('words for a customer', () => {
  it('names every preset segment and contact channel', () => {
    expect([...knownSegments].sort()).toEqual([...presetSegments].sort())
    expect([...consentChannels].sort()).toEqual([...contactChannels].sort())
    expect(presetSegments.map((segment) => segmentLabel(t, segment))).toEqual(['VIP', 'Actif', 'Prospect', 'Standard'])
  })

  it('shows a shop’s own words as they are', () => {
    expect(segmentLabel(t, 'Mariées 2027')).toBe('Mariées 2027')
    expect(channelLabel(t, 'fax')).toBe('fax')
    expect(channelLabel(t, 'toString')).toBe('toString')
  })

  it.each([
    [{ firstName: 'Hélène', lastName: 'Petit' }, 'Hélène Petit'],
    [{ firstName: null, lastName: 'Petit' }, 'Petit'],
    [{ firstName: '', lastName: null }, null],
  ])('names %o', (name, words) => {
    expect(fullName(name)).toBe(words)
  })

  it('names languages in the reader’s language and survives a code it cannot read', () => {
    expect(languageLabel('en', 'fr')).toBe('Anglais')
    expect(languageLabel('not a code', 'fr')).toBe('not a code')
  })
})
