// Addresses of imports and of the list as a file.
import { listHref, listPath, type ListState } from '@/components/customers/list-url'

export const importsPath = `${listPath}/import`
export const importHref = (id: string): string => `${importsPath}/${id}`

/** The list as it is, from its beginning, as a file. */
export function exportHref(state: ListState, delimiter: ';' | ','): string {
  const [, query = ''] = listHref(state, { cursor: null, before: null }).split('?')
  const params = new URLSearchParams(query)
  if (delimiter === ',') params.set('delimiter', ',')
  const text = params.toString()
  return text === '' ? `${listPath}/export` : `${listPath}/export?${text}`
}
