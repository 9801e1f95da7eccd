// Reads the two records of an address; when one became part of the other meanwhile, leads to what is left of them.
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { listPath } from '@/components/customers/list-url'
import { requireContext } from '@/lib/server/context'
import { type DuplicatePair, getDuplicatePair } from '@/lib/server/duplicates'

/** Once a request: the title asks for it too. */
export const pairOfPage = cache(async (first: string, second: string): Promise<DuplicatePair> => {
  const context = await requireContext()
  const pair = await getDuplicatePair(context, first, second)
  if (pair !== null) return pair
  const { store } = context.useCase
  const [one, other] = await Promise.all([first, second].map(async (id) => (await store.mergedInto(id)) ?? id))
  const merged = one === other && first !== second && one !== undefined
  if (merged && (await store.get(one)) !== null) redirect(`${listPath}/${encodeURIComponent(one)}`)
  notFound()
})
