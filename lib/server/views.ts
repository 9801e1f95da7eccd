// The use cases of saved views, for the person who is signed in.
import 'server-only'
import { writeViews } from '@/lib/db/view-repo'
import type { ViewCase } from '@/lib/views/view-store'
import type { DashboardContext } from './context'

export function viewCaseOf(context: DashboardContext): ViewCase {
  const { shop, signedIn, useCase } = context
  return {
    actor: { ...useCase.actor, id: signedIn.user.id },
    mayShare: context.can('views:share'),
    views: { write: (work) => writeViews(shop.id, useCase.actor, work) },
  }
}
