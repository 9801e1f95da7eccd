// Twilio's form bodies: read once from the raw bytes, nothing trimmed, every field kept for the signature.
// https://www.twilio.com/docs/messaging/guides/webhook-request

export const twilioForm = (body: Buffer): URLSearchParams => new URLSearchParams(body.toString('utf8'))

/** Every field as Twilio's own library wants it: a repeated one as a list. */
export function allFields(form: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(form.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const values = form.getAll(name)
      return [name, values.length === 1 ? (values[0] ?? '') : values]
    }),
  )
}

/** The first value of every field, for parsing. */
export const firstFields = (form: URLSearchParams): Record<string, string> =>
  Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.get(name) ?? '']))
