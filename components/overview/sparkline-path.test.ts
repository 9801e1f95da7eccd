import { expect, it } from 'vitest'
import { sparklinePath } from './sparkline-path'

it('draws the highest value at the top and zero at the bottom', () => {
  expect(sparklinePath([0, 5, 10], 20, 8)).toEqual({ line: 'M0,8L10,4L20,0', area: 'M0,8L10,4L20,0L20,8L0,8Z' })
})

it('lies flat without values, and survives none', () => {
  expect(sparklinePath([0, 0], 20, 8).line).toBe('M0,8L20,8')
  expect(sparklinePath([-3, 3], 20, 8).line).toBe('M0,8L20,0')
  expect(sparklinePath([], 20, 8)).toEqual({ line: '', area: '' })
})
