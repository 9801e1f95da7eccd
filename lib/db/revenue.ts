// What a purchase counts for, in every figure of a customer and of a shop.

/** A cancelled order is no purchase. Column names are the row's own. */
export const isPurchase = `status <> 'cancelled'`

/** What was given back is taken off; minor units of the order's own currency, which are never added to another's. */
export const earnedMinor = `"totalMinor" - "refundedMinor"`
