import { describe, expect, it } from 'vitest'
import { formatPhone } from './format-phone'
import { hueOf } from './hues'
import { initials } from './initials'

const plain = (text: string) => text.replaceAll(/\s/g, ' ')

describe('what people read', () => {
  it.each([
    ['+33612345678', 'FR', '06 12 34 56 78'],
    ['+33612345678', 'BE', '+33 6 12 34 56 78'],
    ['+442071838750', 'FR', '+44 20 7183 8750'],
    ['not a phone', 'FR', 'not a phone'],
    ['+33612345678', 'XX', '+33 6 12 34 56 78'],
  ])('phone %s in %s is %s', (value, country, words) => {
    expect(plain(formatPhone(value, country))).toBe(words)
  })

  it.each([
    ['Amélie Poulain', 'AP'],
    ['jean-pierre de la tour', 'JT'],
    ['Zoé', 'Z'],
    ['+33 6 12', ''],
    ['', ''],
  ])('initials of %s are %s', (name, letters) => {
    expect(initials(name)).toBe(letters)
  })

  it('gives the same words the same hue', () => {
    expect(hueOf('VIP')).toBe(hueOf('VIP'))
  })
})
