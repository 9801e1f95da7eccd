import { expect, it } from 'vitest'
import { reachFor } from './customer-card'

const known = {
  phones: ['+33639981234', '+33639985678', '+14155550100'],
  emails: ['helene@example.org', 'h.dupont@example.fr'],
}

it.each([
  ['', '+33639981234', 'helene@example.org'],
  ['helene', '+33639981234', 'helene@example.org'],
  ['5678', '+33639985678', 'helene@example.org'],
  ['06 39 98 56', '+33639985678', 'helene@example.org'],
  ['0033639985678', '+33639985678', 'helene@example.org'],
  ['0100', '+14155550100', 'helene@example.org'],
  ['9999', '+33639981234', 'helene@example.org'],
  ['H.Dupont@', '+33639981234', 'h.dupont@example.fr'],
])('%s shows %s and %s', (typed, phone, email) => {
  expect(reachFor(known, typed, 'FR')).toEqual({ phone, email })
})

it('shows nothing of who has nothing', () => {
  expect(reachFor({ phones: [], emails: [] }, '1234', 'FR')).toEqual({ phone: null, email: null })
})
