import { expect, it } from 'vitest'
import { newCustomerHref, prefill } from './new-customer-href'

it.each([
  ['06 39 98 12 34', { phone: '06 39 98 12 34' }],
  ['+33639981234', { phone: '+33639981234' }],
  ['helene@example.fr', { email: 'helene@example.fr' }],
  ['Hélène', { firstName: 'Hélène' }],
  ['Marie Claire Dupont', { firstName: 'Marie Claire', lastName: 'Dupont' }],
  ['  ', {}],
])('%s goes to %o', (text, fields) => {
  expect(prefill(text)).toEqual(fields)
})

it('keeps the address readable by URLSearchParams', () => {
  expect(newCustomerHref('+33 6 39')).toBe('/dashboard/customers/new?phone=%2B33+6+39')
  expect(newCustomerHref('')).toBe('/dashboard/customers/new')
})
