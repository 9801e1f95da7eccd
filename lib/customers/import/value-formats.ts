// What people write in cells, read as values: dates, amounts, yes and no, languages, channels, lists. Null: cannot be read.
import { fractionDigits, type Money } from '@/lib/shared/money'
import { type ContactChannel, type presetSegments } from '../customer'
import { tagKey } from '../tag-key'

export const dateOrders = ['day', 'month'] as const
export type DateOrder = (typeof dateOrders)[number]

const dayOf = (year: number, month: number, day: number): string | null => {
  const date = new Date(Date.UTC(year, month - 1, day))
  const valid = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return valid && year >= 1000 && year <= 9999 ? date.toISOString().slice(0, 10) : null
}

/** Two digits mean the last hundred years: 80 is 1980, 24 is 2024. */
const fullYear = (text: string, today: Date): number => {
  const year = Number(text)
  if (text.length > 2) return year
  const now = today.getUTCFullYear()
  const near = Math.floor(now / 100) * 100 + year
  return near > now + 5 ? near - 100 : near
}

const months: Record<string, number> = Object.fromEntries(
  [
    ['janvier', 'janv', 'jan', 'january'],
    ['fevrier', 'fevr', 'fev', 'february', 'feb'],
    ['mars', 'march', 'mar'],
    ['avril', 'avr', 'april', 'apr'],
    ['mai', 'may'],
    ['juin', 'june', 'jun'],
    ['juillet', 'juil', 'july', 'jul'],
    ['aout', 'august', 'aug'],
    ['septembre', 'sept', 'september', 'sep'],
    ['octobre', 'oct', 'october'],
    ['novembre', 'nov', 'november'],
    ['decembre', 'dec', 'december'],
  ].flatMap((names, index) => names.map((name) => [name, index + 1])),
)

/** A day as ISO 8601, `2026-03-14`; a time of day beside it is left out. `order` reads 03/04/2026. */
export function readDate(text: string, order: DateOrder, today = new Date()): string | null {
  const plain = text.trim()
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(plain)
  if (iso !== null) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const numbers = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[T ,].*)?$/.exec(plain)
  if (numbers !== null) {
    const [first, second, year] = [Number(numbers[1]), Number(numbers[2]), fullYear(numbers[3] ?? '', today)]
    return order === 'day' ? dayOf(year, second, first) : dayOf(year, first, second)
  }
  const words = /^(?:\p{L}+\.?\s+)?(\d{1,2})(?:er)?\s+(\p{L}+)\.?,?\s+(\d{4})$/u.exec(plain)
  const month = months[tagKey(words?.[2] ?? '')]
  return words === null || month === undefined ? null : dayOf(Number(words[3]), month, Number(words[1]))
}

const symbols: Record<string, string> = { '€': 'EUR', $: 'USD', '£': 'GBP', '¥': 'JPY' }

/** A number in French or English writing: `1 234,56`, `1,234.56`, `1.234,56`, `-12`, `(12)`. */
export function readNumber(text: string): number | null {
  let plain = text.trim().replace(/[\s\u00A0\u202F'’]/g, '')
  const negative = /^\(.*\)$/.test(plain) || plain.startsWith('-') || plain.startsWith('\u2212')
  plain = plain.replace(/^[(+\-\u2212]|\)$/g, '')
  if (!/^\d[\d.,]*$/.test(plain)) return null
  const [dot, comma] = [plain.lastIndexOf('.'), plain.lastIndexOf(',')]
  // The last of two kinds is the decimal one; a kind that comes twice, or alone before three digits in English, groups.
  const decimal = dot >= 0 && comma >= 0 ? (dot > comma ? '.' : ',') : dot >= 0 ? '.' : comma >= 0 ? ',' : ''
  const parts = decimal === '' ? [plain] : plain.split(decimal)
  const grouping =
    parts.length > 2 || (decimal === ',' && parts.length === 2 && /^\d{1,3}$/.test(parts[0] ?? '') && parts[1]?.length === 3)
  // Groups are of three figures, and of one kind of mark.
  if (grouping && parts.slice(1).some((part) => !/^\d{3}$/.test(part))) return null
  const whole = grouping ? parts.join('') : (parts[0] ?? '')
  const fraction = grouping ? '' : (parts[1] ?? '')
  if (/[.,]/.test(fraction)) return null
  const value = Number(`${whole.replace(/[.,]/g, '')}${fraction === '' ? '' : `.${fraction}`}`)
  return Number.isFinite(value) ? (negative ? -value : value) : null
}

/** `1 234,56 €` → 123456 EUR. Without a currency it is the shop's. */
export function readAmount(text: string, currency: string): Money | null {
  const sign = Object.keys(symbols).find((symbol) => text.includes(symbol))
  const code = /(?:^|[^A-Za-z])([A-Z]{3})(?![A-Za-z])/.exec(text)?.[1]
  const named = sign === undefined ? code : symbols[sign]
  const number = readNumber(text.replace(/[€$£¥]|[A-Z]{3}/g, ''))
  if (number === null) return null
  const money = { amount: 0, currency: named ?? currency }
  try {
    money.amount = Math.round(number * 10 ** fractionDigits(money.currency))
  } catch {
    return null
  }
  return Number.isSafeInteger(money.amount) ? money : null
}

const yes = new Set(
  'oui,o,yes,y,true,vrai,1,x,ok,accepte,acceptee,accord,abonne,abonnee,inscrit,inscrite,opt in,optin,subscribed,granted,accepted,✓,✔'.split(
    ',',
  ),
)
const no = new Set(
  'non,n,no,false,faux,0,refuse,refusee,refus,desabonne,desabonnee,desinscrit,desinscrite,opt out,optout,unsubscribed,not subscribed,denied,declined,stop,✗,✘'.split(
    ',',
  ),
)
const wordOf = (text: string): string =>
  tagKey(text)
    .replace(/[-_.]+/g, ' ')
    .trim()

export function readYesNo(text: string): boolean | null {
  const word = wordOf(text)
  return yes.has(word) ? true : no.has(word) ? false : null
}

const languages: Record<string, string> = {
  francais: 'fr',
  french: 'fr',
  anglais: 'en',
  english: 'en',
  espagnol: 'es',
  spanish: 'es',
  espanol: 'es',
  allemand: 'de',
  german: 'de',
  deutsch: 'de',
  italien: 'it',
  italian: 'it',
  italiano: 'it',
  portugais: 'pt',
  portuguese: 'pt',
  neerlandais: 'nl',
  dutch: 'nl',
  polonais: 'pl',
  polish: 'pl',
  arabe: 'ar',
  arabic: 'ar',
  chinois: 'zh',
  chinese: 'zh',
  vietnamien: 'vi',
  vietnamese: 'vi',
  russe: 'ru',
  russian: 'ru',
  turc: 'tr',
  turkish: 'tr',
  japonais: 'ja',
  japanese: 'ja',
}

/** A language's code as the product keeps it: `fr`, `en`, `pt-BR`. */
export function readLanguage(text: string): string | null {
  const word = tagKey(text)
  const code = /^([a-z]{2,3})(?:[-_]([a-z0-9]{2,8}))?$/i.exec(text.trim())
  if (languages[word] !== undefined) return languages[word]
  if (code === null) return null
  const [, language = '', region] = code
  // `fr_FR` is a system's locale; a code as the product keeps it stays to the letter.
  const country = region !== undefined && text.includes('_') ? region.toUpperCase() : region
  return country === undefined ? language.toLowerCase() : `${language.toLowerCase()}-${country}`
}

const channels: Record<string, ContactChannel> = {
  sms: 'sms',
  texto: 'sms',
  'text message': 'sms',
  whatsapp: 'whatsapp',
  'whats app': 'whatsapp',
  email: 'email',
  'e mail': 'email',
  mail: 'email',
  courriel: 'email',
  telephone: 'phone',
  tel: 'phone',
  phone: 'phone',
  appel: 'phone',
  call: 'phone',
}
export const readChannel = (text: string): ContactChannel | null => channels[wordOf(text)] ?? null

const segments: Record<string, (typeof presetSegments)[number]> = {
  actif: 'active',
  active: 'active',
  vip: 'vip',
  prospect: 'prospect',
  standard: 'standard',
}

/** A preset in French or English as the product keeps it; any other name as it is. */
export const readSegment = (text: string): string => segments[tagKey(text)] ?? text.trim()

/** Parts of a list, by whichever of , ; | or a new line cuts it, or between quotes; each once, in their order. */
export function readList(text: string): string[] {
  const parts = [...text.matchAll(/\s*"((?:[^"]|"")*)"\s*(?=[,;|\n]|$)|([^,;|\n]+)/g)].map(([, quoted, plain = '']) =>
    (quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim().replace(/\s+/g, ' '),
  )
  const byKey = new Map<string, string>()
  for (const part of parts) if (part !== '' && !byKey.has(tagKey(part))) byKey.set(tagKey(part), part)
  return [...byKey.values()]
}

/** What `readList` reads back. */
export const writeList = (parts: readonly string[]): string =>
  parts.map((part) => (/[,;|"\n]/.test(part) ? `"${part.replaceAll('"', '""')}"` : part)).join(', ')

/** What a spreadsheet writes where a formula failed, in English and French. */
export const isFormulaError = (text: string): boolean =>
  /^#(?:n\/a|ref!|value!|valeur!|name\?|nom\?|null!|nul!|num!|nombre!|div\/0!)$/i.test(text.trim())

/** A cell that stands for nothing, as spreadsheets and people write it. */
export const isNothing = (text: string): boolean =>
  isFormulaError(text) || /^(?:|[-–—.]+|n\/?a|null|none|nil|néant|neant|aucune?|inconnue?|unknown|undefined)$/i.test(text.trim())
