import { expect, test } from 'vitest'
import { mappableFields } from '../../field-mapping'
import { optOutFields } from './mapper'
import { contactFields, reservedContactFields } from './own-fields'

test('what is read without a mapping is kept free of anything else', () => {
  const read = ['FirstName', 'LastName', 'Email', 'Phone', ...Object.values(optOutFields), ...Object.values(contactFields)]
  expect(read.filter((name) => !Object.hasOwn(reservedContactFields, name))).toEqual([])
  const ours = new Set<string | null>([null, ...mappableFields.map(({ name }) => name)])
  expect(Object.values(reservedContactFields).filter((name) => !ours.has(name))).toEqual([])
})
