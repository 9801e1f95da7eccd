// "Chrome 156, Android": enough to tell a telephone from a scanner, too little to tell people apart.

/** Nearly all say that they are Safari, and many that they are Chrome: the more particular names come first. */
const browsers = [
  ['Edge', /\bEdg\w*\/(\d{1,4})/],
  ['Opera', /\bOPR\/(\d{1,4})/],
  ['Samsung', /\bSamsungBrowser\/(\d{1,4})/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d{1,4})/],
  ['Chrome', /\b\w*(?:Chrome|CriOS)\/(\d{1,4})/],
  ['Safari', /\bVersion\/(\d{1,4})/],
] as const
const systems = ['iPhone', 'iPad', 'Android', 'Windows', 'Macintosh', 'Linux'] as const

/** Of a User-Agent header; one of no known browser is cut. */
export function shortBrowser(userAgent: string | null): string {
  const plain = (userAgent ?? '').replace(/[^\x20-\x7E]/g, '')
  for (const [name, pattern] of browsers) {
    const version = pattern.exec(plain)?.[1]
    if (version === undefined) continue
    const system = systems.find((one) => plain.includes(one))
    return [`${name} ${version}`, ...(system === undefined ? [] : [system])].join(', ')
  }
  return plain.trim().slice(0, 40) || '?'
}
