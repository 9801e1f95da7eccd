import { describe, expect, it } from 'vitest'
import { columnNames, guessColumns, guessDateOrder, looksHeaderless } from './guess-columns'

const guess = (header: string[], rows: string[][] = []) =>
  guessColumns(
    columnNames(header, (place) => `Colonne ${String(place)}`),
    rows,
    { region: 'FR', currency: 'EUR', dateOrder: 'day' },
  )
const targets = (header: string[], rows?: string[][]) => guess(header, rows).map(({ target }) => target)

describe('by name', () => {
  it.each([
    [
      [
        'First Name',
        'Last Name',
        'Email',
        'Accepts Email Marketing',
        'Default Address Zip',
        'Phone',
        'Accepts SMS Marketing',
        'Total Spent',
        'Tags',
      ],
      ['firstName', 'lastName', 'email', 'consentEmail', 'metadata', 'phone', 'consentSms', 'ignore', 'tags'],
    ],
    [
      ['Record ID', 'First Name', 'Last Name', 'Email', 'Phone Number', 'Lead Status', 'Marketing contact status'],
      ['reference', 'firstName', 'lastName', 'email', 'phone', 'metadata', 'metadata'],
    ],
    [
      ['NOM', 'PRÉNOM', 'Tél. portable', 'Adresse e-mail', 'Code postal'],
      ['lastName', 'firstName', 'phone', 'email', 'metadata'],
    ],
    [
      ['Nom', 'Téléphone'],
      ['fullName', 'phone'],
    ],
    [
      ['Client', 'N° de téléphone', 'Étiquettes', 'Langue'],
      ['fullName', 'phone', 'tags', 'language'],
    ],
    [
      ['Email', 'Email'],
      ['email', 'email'],
    ],
    [
      ['Prénom', 'Prénom'],
      ['firstName', 'metadata'],
    ],
    [
      ['Date de naissance', 'Pointure'],
      ['metadata', 'metadata'],
    ],
    [
      ['Identifiant Coccinelle', 'Référence'],
      ['id', 'reference'],
    ],
  ])('%j', (header, wanted) => {
    expect(targets(header)).toEqual(wanted)
  })
})

describe('by content', () => {
  it('finds addresses and numbers under names that say nothing', () => {
    expect(
      targets(
        ['A', 'B', 'C'],
        [
          ['a@example.fr', '06 39 98 12 34', 'x'],
          ['b@example.fr', '+33639981235', 'y'],
          ['', 'n/a', 'z'],
        ],
      ),
    ).toEqual(['email', 'phone', 'metadata'])
  })

  it('a column of small numbers called Numéro is no telephone', () => {
    expect(
      targets(
        ['Numéro', 'Nom'],
        [
          ['1', 'A'],
          ['2', 'B'],
        ],
      ),
    ).toEqual(['metadata', 'fullName'])
  })

  it('formats of what is kept beside: dates, amounts, numbers, yes and no; postcodes stay text', () => {
    const columns = guess(
      ['Naissance', 'Avoir', 'Taille', 'Parrain', 'CP'],
      [
        ['14/03/1980', '12,50 €', '36,5', 'oui', '01000'],
        ['01/12/1975', '1 200,00 €', '38', 'non', '75001'],
      ],
    )
    expect(columns.map(({ format }) => format)).toEqual(['date', 'amount', 'number', 'yesNo', 'text'])
  })

  it('the day stands first unless the file shows otherwise', () => {
    expect(guessDateOrder([['14/03/2026'], ['01/02/2026']])).toBe('day')
    expect(guessDateOrder([['03/14/2026'], ['01/02/2026']])).toBe('month')
    expect(guessDateOrder([])).toBe('day')
  })

  it('a first line with a person in it is no header', () => {
    expect(looksHeaderless(['Marie', 'Dupont', 'marie@example.fr'], 'FR')).toBe(true)
    expect(looksHeaderless(['Nom', 'Téléphone'], 'FR')).toBe(false)
    expect(looksHeaderless(['A', 'B'], 'FR')).toBe(false)
  })
})

it('names columns without a name, and numbers those with the same', () => {
  expect(columnNames(['Nom', '', 'Nom', '  Nom '], (place) => `Colonne ${String(place)}`)).toEqual([
    'Nom',
    'Colonne 2',
    'Nom (2)',
    'Nom (3)',
  ])
})
