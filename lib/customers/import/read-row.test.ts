import { describe, expect, it } from 'vitest'
import { columnNames, guessColumns } from './guess-columns'
import type { ImportSettings } from './import-settings'
import { areOtherPeople, splitFullName } from './person-name'
import { readRow } from './read-row'

const read = (header: string[], cells: string[], changes: Partial<ImportSettings> = {}) => {
  const names = columnNames(header, String)
  const columns = guessColumns(names, [cells], { region: 'FR', currency: 'EUR', dateOrder: 'day' })
  const settings: ImportSettings = {
    encoding: 'utf-8',
    delimiter: ';',
    hasHeader: true,
    repair: true,
    columns,
    dateOrder: 'day',
    policy: 'fill',
    overTeam: false,
    consentSource: null,
    ...changes,
  }
  return readRow(2, cells, { settings, region: 'FR', currency: 'EUR' })
}
const candidateOf = (...given: Parameters<typeof read>) => {
  const reading = read(...given)
  if (reading.kind !== 'candidate') throw new Error(JSON.stringify(reading))
  return reading.candidate
}
const reasonsOf = (...given: Parameters<typeof read>) => {
  const reading = read(...given)
  return reading.kind === 'refused'
    ? reading.reasons.map(({ reason, column }) => (column === null ? reason : `${column}: ${reason}`))
    : reading.kind
}

describe('phones', () => {
  it.each([
    ['06 39 98 12 34', ['+33639981234']],
    ['0639981234', ['+33639981234']],
    ['639981234', ['+33639981234']],
    ["'+33639981234", ['+33639981234']],
    ['="0639981234"', ['+33639981234']],
    ['0033 6 39 98 12 34', ['+33639981234']],
    ['06/39/98/12/34', ['+33639981234']],
    ['06 39 98 12 34 / 01 99 00 12 34', ['+33639981234', '+33199001234']],
    ['Tél : 06 39 98 12 34', ['+33639981234']],
    ['06.39.98.12.34 ou 07 00 00 00 01', ['+33639981234', '+33700000001']],
  ])('%s', (cell, wanted) => {
    expect(candidateOf(['Téléphone'], [cell]).handles.map(({ value }) => value)).toEqual(wanted)
  })

  it.each([
    ['3,36123E+10', ['Téléphone: phone_spreadsheet']],
    ['rappeler lundi', ['Téléphone: phone']],
    ['n/a', ['no_identity']],
    ['00 00 00 00 00', ['no_identity']],
  ])('%s is refused: %j', (cell, wanted) => {
    expect(reasonsOf(['Téléphone'], [cell])).toEqual(wanted)
  })
})

describe('rows', () => {
  it('says everything that is wrong at once', () => {
    expect(reasonsOf(['Prénom', 'Téléphone', 'E-mail'], ['Zoé', '12', 'zoe@', 'de trop'])).toEqual([
      'too_many_cells',
      'Téléphone: phone',
      'E-mail: email',
    ])
  })

  it.each([
    ['nothing', ['', ' '], 'skipped'],
    ['the header again', ['Prénom', 'Téléphone'], 'skipped'],
    ['nobody to recognise', ['Zoé', ''], ['no_identity']],
    ['a character that was lost', ['Zo\uFFFD', '0639981234'], ['Prénom: unreadable']],
    ['a cell of a megabyte', ['x'.repeat(1_000_000), '0639981234'], ['Prénom: too_long']],
  ])('%s', (_what, cells, wanted) => {
    expect(reasonsOf(['Prénom', 'Téléphone'], cells)).toEqual(wanted)
  })

  it('reads a whole row of a messy file', () => {
    const header = [
      'Nom complet',
      'Mail',
      'Langue',
      'Canal',
      'Segment',
      'Tags',
      'Accord SMS',
      'Accord e-mail',
      'CP',
      'Naissance',
      'constructor',
      '__proto__',
    ]
    const cells = [
      'Mme DUPONT HÃ©lÃ¨ne',
      'HELENE@Example.FR',
      'Français',
      'texto',
      'Actif',
      'VIP;été',
      'oui',
      'non',
      '01000',
      '14/03/1980',
      'a\0b',
      'p',
    ]
    expect(candidateOf(header, cells)).toEqual({
      row: 2,
      id: null,
      handles: [{ kind: 'email', value: 'helene@example.fr', raw: 'HELENE@Example.FR' }],
      fields: { firstName: 'Hélène', lastName: 'DUPONT', language: 'fr', preferredChannel: 'sms', segment: 'active' },
      metadata: { CP: '01000', Naissance: '1980-03-14', constructor_: 'ab', __proto___: 'p' },
      tags: ['VIP', 'été'],
      consents: { sms: true, email: false },
    })
  })

  it('leaves mojibake alone when it is told to', () => {
    expect(candidateOf(['Prénom', 'E-mail'], ['ZoÃ©', 'z@example.fr'], { repair: false }).fields.firstName).toBe('ZoÃ©')
  })
})

describe('names', () => {
  it.each([
    ['Marie Dupont', 'Marie', 'Dupont'],
    ['DUPONT Marie', 'Marie', 'DUPONT'],
    ['Dupont, Marie', 'Marie', 'Dupont'],
    ['M. Jean de La Tour', 'Jean', 'de La Tour'],
    ['Madame Cher', undefined, 'Cher'],
    ['LE GOFF Anne-Sophie', 'Anne-Sophie', 'LE GOFF'],
    ['n/a', undefined, undefined],
  ])('%s', (text, firstName, lastName) => {
    expect(splitFullName(text)).toEqual({
      ...(firstName === undefined ? {} : { firstName }),
      ...(lastName === undefined ? {} : { lastName }),
    })
  })

  const person = (firstName: string | null, lastName: string | null = null) => ({ firstName, lastName })
  it.each([
    [person('Marie', 'Dupont'), person('MARIE', 'DUPONT'), false],
    [person('Marie', 'Dupont'), person('Dupont', 'Marie'), false],
    [person('Marie', 'Dupont'), person('M.', 'Dupont'), false],
    [person('Hélène', 'Durand'), person('Helene', 'Martin'), false],
    [person('Mathieu', 'Durand'), person('Matthieu', 'Durand'), false],
    [person(null), person('Marie', 'Dupont'), false],
    [person(null, 'Dupont'), person('Marie', 'Dupont'), false],
    [person('Anne', null), person('Anne-Sophie', 'Le Goff'), false],
    [person('Marie', 'Dupont'), person('Jean', 'Dupont'), true],
    [person('Marie', 'Dupont'), person('Jean', 'Martin'), true],
    [person(null, 'Dupont'), person(null, 'Martin'), true],
  ])('%j and %j are other people: %s', (a, b, wanted) => {
    expect(areOtherPeople(a, b)).toBe(wanted)
    expect(areOtherPeople(b, a)).toBe(wanted)
  })
})
