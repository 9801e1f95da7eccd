// PORT: a system that has to be told where to send its changes, and may forget it. It implements it beside CustomerSystem.
import type { CustomerSystem } from './customer-system'

export interface WebhookTarget {
  /** Where changes are to be sent; each link has its own. */
  url: string
  /** What they are signed with. */
  secret: string
}

export interface KeepsWebhooks {
  /** Makes what misses and switches on again what was switched off; how many. Throws as CustomerSystem does. */
  keepWebhooks(target: WebhookTarget): Promise<{ made: number; mended: number }>
  /** Takes away whatever sends to this address. Throws as CustomerSystem does. */
  removeWebhooks(url: string): Promise<void>
}

export const keepsWebhooks = (system: CustomerSystem): system is CustomerSystem & KeepsWebhooks => 'keepWebhooks' in system
