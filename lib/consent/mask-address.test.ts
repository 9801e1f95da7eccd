import { describe, expect, it } from 'vitest'
import { maskAddress } from './mask-address'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('an address', () => {
  it.each([
    ['+33639981234', 'FR', '06 39 •• •• 34'],
    ['+33639981234', 'GB', '+33 6 3• •• •• 34'],
    ['+447400123456', 'GB', '0740• ••••56'],
    ['+447400123456', 'FR', '+44 74•• ••••56'],
    ['camille@example.org', 'FR', 'c•••@example.org'],
    ['é@example.org', 'FR', '•••@example.org'],
    ['ab@example.org', 'FR', 'a•••@example.org'],
    ['𝒞lem@example.org', 'FR', '𝒞•••@example.org'],
    ['a@b@example.org', 'FR', 'a•••@example.org'],
    ['FR.13491208655302741918', 'FR', '••••18'],
    ['court', 'FR', '••••'],
    ['', 'FR', '••••'],
    ['+33639981234', 'nowhere', '+33 6 3• •• •• 34'],
  ])('%s of a shop in %s is shown as %s', (address, region, shown) => {
    expect(plain(maskAddress(address, region))).toBe(shown)
  })

  it('tells at most six figures of a number, and of a short one two', () => {
    for (const number of ['+33639981234', '+14155550132', '+6421123456', '+390612345678', '+8613912345678', '+35312345678'])
      for (const region of ['FR', 'US', 'IT']) {
        const shown = maskAddress(number, region)
        expect(shown.replace(/\D/g, '').length).toBeLessThanOrEqual(6)
        expect(shown.endsWith(number.slice(-2))).toBe(true)
      }
    expect(maskAddress('+29012345', 'FR').replace(/\D/g, '').length).toBeLessThanOrEqual(6)
    expect(maskAddress('+2901234', 'SH').replace(/\D/g, '').length).toBeLessThanOrEqual(2)
  })
})
