// The JSON of an answer, where PHP may have said something before it.

/** A warning of PHP's that the server prints before the answer, or a mark of the byte order. */
const chatter = /^(\uFEFF|\s|<br ?\/?>|<b>|<p>|(PHP )?(Warning|Notice|Deprecated|Fatal error|Strict Standards)\b)/i

/**
 * What is to be read: shops that show their warnings put them before the JSON, which is then the whole rest. Anything else is
 * left as it came, and is no JSON.
 */
export function bodyJson(body: string): string {
  if (!chatter.test(body)) return body
  for (let from = nextStart(body, 0), goes = 0; from !== -1 && goes < 50; from = nextStart(body, from + 1), goes++)
    if (isJson(body.slice(from))) return body.slice(from)
  return body
}

const nextStart = (body: string, from: number): number => {
  const found = body.slice(from).search(/[[{]/)
  return found === -1 ? -1 : from + found
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
