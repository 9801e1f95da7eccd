// What the customer list can show beside the name.

export const listColumns = [
  'phone',
  'email',
  'segment',
  'contact',
  'orders',
  'spent',
  'average',
  'lastOrder',
  'consents',
  'language',
  'created',
  'updated',
] as const
export type ListColumn = (typeof listColumns)[number]

/** What a shop sees that chose nothing. */
export const defaultColumns: readonly ListColumn[] = ['phone', 'email', 'segment', 'contact', 'orders', 'spent', 'consents']

/** The columns among `names`, each once, in their order. */
export const readColumns = (names: readonly string[]): ListColumn[] =>
  [...new Set(names)].flatMap((name) => listColumns.find((column) => column === name) ?? [])
