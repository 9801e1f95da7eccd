import { expect, test } from 'vitest'
import { mappableFields } from '../../field-mapping'
import { readProperties, reservedProperties } from './own-properties'

test('what is read without a mapping is kept free of anything else', () => {
  const free = readProperties.filter((name) => !Object.hasOwn(reservedProperties, name))
  // Nobody can write it.
  expect(free).toEqual(['lastmodifieddate'])
  const ours = new Set<string | null>([null, ...mappableFields.map(({ name }) => name)])
  expect(Object.values(reservedProperties).filter((name) => !ours.has(name))).toEqual([])
})
