// Rows about many customers, gathered customer by customer.

/** In the order in which each customer comes first. */
export function byCustomer<R extends { customerId: string }>(rows: readonly R[]): Map<string, R[]> {
  const gathered = new Map<string, R[]>()
  for (const row of rows) {
    const own = gathered.get(row.customerId)
    if (own === undefined) gathered.set(row.customerId, [row])
    else own.push(row)
  }
  return gathered
}
