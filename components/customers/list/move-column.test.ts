import { expect, it } from 'vitest'
import { moveColumn } from './move-column'

it.each([
  ['phone', 1, ['email', 'phone', 'spent']],
  ['spent', -1, ['phone', 'spent', 'email']],
  ['email', 1, ['phone', 'spent', 'email']],
  ['phone', -1, ['phone', 'email', 'spent']],
  ['spent', 1, ['phone', 'email', 'spent']],
  ['created', 1, ['phone', 'email', 'spent']],
] as const)('moves %s by %i', (name, step, expected) => {
  expect(moveColumn(['phone', 'email', 'spent'], name, step)).toEqual(expected)
})
