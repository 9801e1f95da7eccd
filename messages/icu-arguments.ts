// Which arguments and tags a message takes, for the comparison of two languages. Understands the part of ICU that next-intl does.

/** Sorted names such as `["count:plural", "name", "<b>"]`. Throws on a brace that is never closed. */
export function icuArguments(message: string): string[] {
  const found = new Set<string>([...message.matchAll(/<([a-zA-Z]\w*)>/g)].map(([tag]) => tag))
  const end = readText(message, 0, found)
  if (end !== message.length) throw new Error(`unbalanced brace at ${end} in: ${message}`)
  return [...found].sort()
}

/** Reads plain text from `at` to the closing brace of the branch (or the end) and returns that place. */
function readText(message: string, at: number, found: Set<string>): number {
  while (at < message.length && message[at] !== '}') at = message[at] === '{' ? readArgument(message, at + 1, found) : at + 1
  return at
}

function readArgument(message: string, at: number, found: Set<string>): number {
  const head = /^\s*(\w+)\s*(?:,\s*(\w+)\s*)?/.exec(message.slice(at))
  if (head === null) throw new Error(`argument expected at ${at} in: ${message}`)
  const [read, name, kind] = head
  found.add(kind === undefined ? `${name}` : `${name}:${kind}`)
  at += read.length
  while (message[at] !== '}') {
    if (at >= message.length) throw new Error(`unclosed brace in: ${message}`)
    at = message[at] === '{' ? readText(message, at + 1, found) + 1 : at + 1
  }
  return at + 1
}
