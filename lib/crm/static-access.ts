// Access by a token that nobody can renew.
import { CrmError } from '@/lib/shared/errors'
import type { Access, AccessGrant } from './access'

export const staticAccess = (grant: AccessGrant): Access => ({
  current: () => Promise.resolve(grant),
  renew: () => Promise.reject(new CrmError('auth_expired', 'The token is refused and cannot be renewed')),
})
