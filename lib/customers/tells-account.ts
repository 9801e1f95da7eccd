// PORT: whose account a system opens. A system that can tell implements it beside CustomerSystem.
import type { CustomerSystem } from './customer-system'

export interface SystemAccount {
  /** As the other system names the account in what it sends by itself. */
  accountId: string
  /** A name for people; null when it tells none. */
  accountLabel: string | null
}

export interface TellsAccount {
  /** Asked now. Null when it does not say. Throws as CustomerSystem does. */
  readAccount(): Promise<SystemAccount | null>
}

export const tellsAccount = (system: CustomerSystem): system is CustomerSystem & TellsAccount => 'readAccount' in system
