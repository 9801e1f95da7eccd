// How many, and how long. Apart from the schemas: a browser needs these and not those.

/** Customers that one may point at one by one; beyond, the list itself is meant. */
export const mostChosen = 10_000
/** Customers of one job. */
export const mostCustomers = 1_000_000
/** Minutes after its end that a job can be taken back. */
export const undoMinutes = 10
/** Channels on which customers can be asked for their agreement in bulk: those where a text can be sent. */
export const askedChannels = ['sms', 'whatsapp', 'email'] as const
export type AskedChannel = (typeof askedChannels)[number]
