// What each role of a shop may do. Every door asks `may` before it acts.
import { z } from 'zod'

export const roles = ['owner', 'manager', 'seller', 'read-only'] as const
export const roleSchema = z.enum(roles)
export type Role = z.infer<typeof roleSchema>

export const permissions = [
  'customers:read',
  'customers:write',
  'customers:delete',
  'customers:merge',
  'views:share',
  'tags:manage',
  'segments:write',
  'customers:import',
  'customers:export',
  'settings:read',
  'settings:write',
] as const
export type Permission = (typeof permissions)[number]

const granted: Record<Role, readonly Permission[]> = {
  owner: permissions,
  manager: permissions,
  seller: ['customers:read', 'customers:write', 'customers:merge'],
  'read-only': ['customers:read', 'settings:read'],
}

export const may = (role: Role, permission: Permission): boolean => granted[role].includes(permission)
