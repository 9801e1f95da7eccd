import { expect, it } from 'vitest'
import { safeNext, signInPath } from './sign-in-path'

it.each([
  ['/dashboard/customers?query=a%20b&sort=name', '/dashboard/customers?query=a%20b&sort=name'],
  ['/dashboard', '/dashboard'],
])('goes back to %s', (next, path) => expect(safeNext(next)).toBe(path))

it.each([
  null,
  undefined,
  '',
  'dashboard',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '\\\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/a\\b',
  '/a b',
  '/login',
  '/login?next=/login',
])('does not go to %j', (next) => expect(safeNext(next)).toBe('/dashboard'))

it('remembers where to go after signing in', () => {
  expect(signInPath('/dashboard/customers?query=é'.normalize())).toBe('/login?next=%2Fdashboard%2Fcustomers%3Fquery%3D%C3%A9')
  expect(signInPath('//evil.example')).toBe('/login')
  expect(signInPath(null)).toBe('/login')
})
