/** First letters of the first and the last word, upper case; '' when there is no letter (a phone number, an empty name). */
export function initials(name: string): string {
  const words = name.split(/[\s-]+/u).flatMap((word) => /\p{L}/u.exec(word)?.[0] ?? [])
  const [first = ''] = words
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return `${first}${last}`.toLocaleUpperCase()
}
