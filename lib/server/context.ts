// The caller of a page or an action: who, in which shop, what they may do, and the use cases' surroundings.
import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { may, type Permission, type Role } from '@/lib/auth/roles'
import { currentSession, type SignedIn } from '@/lib/auth/session'
import type { Actor, Shop, UseCase } from '@/lib/customers/use-case'
import { createCustomerStore } from '@/lib/db/customer-store'
import { systemClock } from '@/lib/shared/clock'
import { signInPath } from './sign-in-path'

export interface DashboardContext {
  signedIn: SignedIn
  shop: Shop
  role: Role
  can(permission: Permission): boolean
  useCase: UseCase
}

export function contextOf(signedIn: SignedIn): DashboardContext {
  const { shop, role, user } = signedIn
  const actor: Actor = { kind: 'user', id: user.id, name: user.name }
  return {
    signedIn,
    shop,
    role,
    can: (permission) => may(role, permission),
    useCase: { shop, actor, store: createCustomerStore(shop, actor), clock: systemClock },
  }
}

/** For pages: the signed-in person's context. Sends everybody else to the sign-in page, and back here afterwards. */
export const requireContext = cache(async (): Promise<DashboardContext> => {
  const signedIn = await currentSession()
  if (signedIn === null) redirect(signInPath((await headers()).get('x-coccinelle-path')))
  return contextOf(signedIn)
})
