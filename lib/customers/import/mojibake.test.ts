import fc from 'fast-check'
import { expect, it } from 'vitest'
import { repairMojibake } from './mojibake'
import { decodeWindows1252 } from './windows-1252'

const broken = (text: string): string => decodeWindows1252(Buffer.from(text, 'utf8'))

it.each([
  ['HÃ©lÃ¨ne', 'Hélène'],
  ['HÃƒÂ©lÃƒÂ¨ne', 'Hélène'],
  ['LÃ¡szlÃ³', 'László'],
  ['FranÃ§ois Lâ€™HÃ´te', 'François L’Hôte'],
  ['Å’uvrÃ©', 'Œuvré'],
  ['WÅ‚adysÅ‚aw', 'Władysław'],
  ['Nguyá»…n Tháº£o', 'Nguyễn Thảo'],
  ['12 â‚¬', '12 €'],
  ['NÂ° 12', 'N° 12'],
  ['Ã‰lodie', 'Élodie'],
  ['Hélène et FranÃ§ois', 'Hélène et François'],
  [broken('Μαρία'), 'Μαρία'],
  ['ï»¿Nom', 'Nom'],
])('%s → %s', (given, wanted) => {
  expect(repairMojibake(given)).toBe(wanted)
})

it.each([
  'Hélène',
  'Œuvré',
  'CAFÉ »',
  'CAFÉ\u00A0»',
  'MAÎTRE',
  'Ålesund',
  'Ángel',
  'Ça va',
  'É«',
  'ANDRÉ®',
  'Nguyễn',
  'Łódź',
  '',
  'Müller & Söhne',
  '12 €',
  '李雷',
])('leaves %s as it is', (text) => {
  expect(repairMojibake(text)).toBe(text)
})

it('undoes what was done to any French text, up to three times', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'aehlnorstuéèêàâçîïôùûÉÈÀÇ’'), minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(letters, fc.integer({ min: 1, max: 3 }), (text, times) => {
      let given = text
      for (let i = 0; i < times; i++) given = broken(given)
      expect(repairMojibake(given)).toBe(text.normalize('NFC'))
    }),
  )
})
