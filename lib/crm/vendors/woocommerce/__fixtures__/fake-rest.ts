// What the fake's resources share: requests, answers, and WordPress's own checks of parameters.
import { Refusal } from './fake-shop'

export interface FakeRequest {
  method: string
  /** Behind the shop's own path: `/wp-json/wc/v3/customers`. */
  path: string
  query: URLSearchParams
  contentType: string
  body: unknown
}

export interface FakeAnswer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

export const fields = (body: unknown): Record<string, unknown> => (typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {})

const invalid = (name: string): Refusal =>
  new Refusal(400, 'rest_invalid_param', `Paramètre(s) non valide(s) : ${name}`, { params: { [name]: `${name} n’est pas valide.` } })

export function integer(query: URLSearchParams, name: string, fallback: number, { least, most }: { least: number; most: number }): number {
  // PHP takes the last of several.
  const given = query.getAll(name).at(-1)
  if (given === undefined) return fallback
  if (!/^\d+$/.test(given) || Number(given) < least || Number(given) > most) throw invalid(name)
  return Number(given)
}

export function choice(query: URLSearchParams, name: string, fallback: string, values: readonly string[]): string {
  const given = query.getAll(name).at(-1) ?? fallback
  if (!values.includes(given)) throw invalid(name)
  return given
}

export function dateTime(query: URLSearchParams, name: string): number | null {
  const given = query.getAll(name).at(-1)
  if (given === undefined) return null
  // Rest API: RFC 3339, the zone may miss; one that is given is not looked at by the query.
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}(:\d{2})?)?$/.test(given)) throw invalid(name)
  return Date.parse(`${given.slice(0, 19)}Z`)
}

export function checkEmail(query: URLSearchParams, name: string, isEmail: (text: string) => boolean): string | null {
  const given = query.getAll(name).at(-1) ?? null
  if (given !== null && given !== '' && !isEmail(given)) throw invalid(name)
  return given === '' ? null : given
}

export const ids = (query: URLSearchParams, name: string): number[] =>
  (query.getAll(name).at(-1) ?? '').split(',').flatMap((one) => (/^\d+$/.test(one.trim()) ? [Number(one)] : []))

/** One page, with the headers that say how many there are. `offset` goes before `page`. */
export function paged<T>(all: readonly T[], { query, path }: FakeRequest, base: string, view: (row: T) => unknown): FakeAnswer {
  const size = integer(query, 'per_page', 10, { least: 1, most: 100 })
  const page = integer(query, 'page', 1, { least: 1, most: Number.MAX_SAFE_INTEGER })
  const offset = integer(query, 'offset', 0, { least: 0, most: Number.MAX_SAFE_INTEGER })
  const from = offset > 0 ? offset : (page - 1) * size
  const pages = Math.ceil(all.length / size)
  const link = (to: number, rel: string) => {
    const url = new URL(`${base}${path}`)
    url.search = query.toString()
    url.searchParams.set('page', String(to))
    return `<${url.href}>; rel="${rel}"`
  }
  const links = [...(page > 1 ? [link(Math.min(page - 1, Math.max(1, pages)), 'prev')] : []), ...(pages > page ? [link(page + 1, 'next')] : [])]
  return {
    status: 200,
    body: all.slice(from, from + size).map(view),
    headers: { 'x-wp-total': String(all.length), 'x-wp-totalpages': String(pages), ...(links.length === 0 ? {} : { link: links.join(', ') }) },
  }
}

/** Needed members of a body; WordPress names all that miss. */
export function need(body: Record<string, unknown>, names: readonly string[]): void {
  const missing = names.filter((name) => body[name] === undefined || body[name] === null)
  if (missing.length > 0) throw new Refusal(400, 'rest_missing_callback_param', `Paramètre(s) manquant(s) : ${missing.join(', ')}`, { params: missing })
}

/** The types that the schema promises are checked before anything is written. */
export function checkText(body: Record<string, unknown>, names: readonly string[]): void {
  for (const name of names) if (body[name] !== undefined && body[name] !== null && typeof body[name] !== 'string') throw invalid(name)
}
export const refuseParam = invalid
