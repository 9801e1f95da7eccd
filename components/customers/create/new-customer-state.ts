// What the form for a new customer holds and what came back for it.

export interface NewCustomerValues {
  phone: string
  email: string
  firstName: string
  lastName: string
  preferredChannel: string
  language: string
  segment: string
  tags: string
}

export interface NewCustomerState {
  values: NewCustomerValues
  /** A sentence for the whole form, in the reader's language. */
  message: string | null
  issues: { path: string; message: string }[]
  /** The customer who has this phone or e-mail already. */
  existing: { id: string; name: string | null; field: 'phone' | 'email' } | null
}

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

export const valuesOf = (form: FormData): NewCustomerValues => ({
  phone: textOf(form, 'phone'),
  email: textOf(form, 'email'),
  firstName: textOf(form, 'firstName'),
  lastName: textOf(form, 'lastName'),
  preferredChannel: textOf(form, 'preferredChannel'),
  language: textOf(form, 'language'),
  segment: textOf(form, 'segment'),
  tags: textOf(form, 'tags'),
})

/** What `createCustomer` is given: empty choices are left out, tags are taken apart. */
export function inputOf({ preferredChannel, language, tags, ...texts }: NewCustomerValues): Record<string, unknown> {
  const names = [...new Set(tags.split(/[,;\n]/).map((tag) => tag.trim()))].filter((tag) => tag !== '')
  return {
    ...texts,
    ...(preferredChannel === '' ? {} : { preferredChannel }),
    ...(language === '' ? {} : { language }),
    ...(names.length === 0 ? {} : { tags: names }),
  }
}
