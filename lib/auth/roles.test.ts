import { expect, it } from 'vitest'
import { may, type Permission, permissions, type Role, roles } from './roles'

const table: Record<Role, Record<Permission, boolean>> = {
  owner: {
    'customers:read': true,
    'customers:write': true,
    'customers:delete': true,
    'customers:merge': true,
    'views:share': true,
    'tags:manage': true,
    'segments:write': true,
    'customers:import': true,
    'customers:export': true,
    'settings:read': true,
    'settings:write': true,
  },
  manager: {
    'customers:read': true,
    'customers:write': true,
    'customers:delete': true,
    'customers:merge': true,
    'views:share': true,
    'tags:manage': true,
    'segments:write': true,
    'customers:import': true,
    'customers:export': true,
    'settings:read': true,
    'settings:write': true,
  },
  seller: {
    'customers:read': true,
    'customers:write': true,
    'customers:delete': false,
    'customers:merge': true,
    'views:share': false,
    'tags:manage': false,
    'segments:write': false,
    'customers:import': false,
    'customers:export': false,
    'settings:read': false,
    'settings:write': false,
  },
  'read-only': {
    'customers:read': true,
    'customers:write': false,
    'customers:delete': false,
    'customers:merge': false,
    'views:share': false,
    'tags:manage': false,
    'segments:write': false,
    'customers:import': false,
    'customers:export': false,
    'settings:read': true,
    'settings:write': false,
  },
}

it.each(roles.flatMap((role) => permissions.map((permission) => [role, permission] as const)))('%s, %s', (role, permission) => {
  expect(may(role, permission)).toBe(table[role][permission])
})
