// Takes what was looked for to the form for a new customer, into the field it most likely belongs to.

/** A number goes to the phone, an address to the e-mail, words to the name: the last word is the family name. */
export function prefill(text: string): { phone?: string; email?: string; firstName?: string; lastName?: string } {
  const value = text.trim()
  if (value === '') return {}
  if (value.includes('@')) return { email: value }
  if (/^[+\d][\d\s().\-/]*$/.test(value)) return { phone: value }
  const words = value.split(/\s+/)
  const last = words.pop() ?? ''
  return words.length === 0 ? { firstName: last } : { firstName: words.join(' '), lastName: last }
}

export function newCustomerHref(text: string): string {
  const params = new URLSearchParams(prefill(text)).toString()
  return params === '' ? '/dashboard/customers/new' : `/dashboard/customers/new?${params}`
}
