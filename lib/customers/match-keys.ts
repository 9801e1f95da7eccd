// What a customer is looked up by among all others: two customers who share no key are never compared.
import { foldName } from './fold-name'
import type { MatchHandle, MatchPerson } from './duplicate'

/** Raise it when the keys or the scores change: every customer is then looked at again, a night's work at a time. */
export const matchRules = 1

/** Enough of a number to know its line by, whatever its country. */
const lineDigits = 8

/** The name to compare by: the one staff wrote, else what the sender calls itself. */
export const nameOf = ({
  firstName,
  lastName,
  senderName,
}: MatchPerson): { firstName: string | null; lastName: string | null } =>
  firstName === null && lastName === null ? { firstName: senderName, lastName: null } : { firstName, lastName }

/** A mailbox's own name: no tag after `+`, and no dots where the provider ignores them. */
export function mailboxOf(email: string): string {
  const [local = '', domain = ''] = email.split('@')
  const plain = local.split('+')[0] ?? ''
  return domain === 'gmail.com' || domain === 'googlemail.com' ? `${plain.replaceAll('.', '')}@gmail.com` : `${plain}@${domain}`
}

const everybodys = new Set(
  'info contact hello bonjour admin accueil mail email noreply nepasrepondre boutique magasin direction secretariat commande commandes commercial service client clients reservation compta comptabilite facturation'.split(
    ' ',
  ),
)

/** The part before the @ when it says who it is: long enough, and no counter's address. Null otherwise. */
export function tellingLocalPart(email: string): string | null {
  const local = (email.split('@')[0]?.split('+')[0] ?? '').replace(/[^\p{L}\p{N}]/gu, '')
  return local.length >= 6 && !everybodys.has(local) ? local : null
}

/** First letters of first and last name, in alphabetical order; null without a name. */
function initialsOf(person: MatchPerson): string | null {
  const { firstName, lastName } = nameOf(person)
  const [first, last] = [foldName(firstName), foldName(lastName)]
  const words = [...first, ...last]
  if (words.length < 2) return words[0]?.slice(0, 1) ?? null
  const two = first.length > 0 && last.length > 0 ? [first[0], last[0]] : [words[0], words.at(-1)]
  return two
    .map((word) => word?.slice(0, 1) ?? '')
    .sort()
    .join('')
}

/** Ways to write the whole name that come out the same: words in any order, and first and last name each in one word. */
function namesOf(person: MatchPerson): string[] {
  const { firstName, lastName } = nameOf(person)
  const [first, last] = [foldName(firstName), foldName(lastName)]
  if (first.length + last.length < 2) return []
  const parts = [first.join(''), last.join('')].filter((part) => part !== '')
  return [...new Set([[...first, ...last].sort().join(' '), parts.sort().join(' ')])]
}

export const numbersOf = (person: MatchPerson): (MatchHandle & { digits: string })[] =>
  person.handles.flatMap((handle) => {
    const digits = handle.value.replace(/\D/g, '')
    const isNumber = handle.kind === 'phone' ? digits.length > 4 : handle.kind === 'whatsapp' && /^\+?\d{8,}$/.test(handle.value)
    return isNumber ? [{ ...handle, digits }] : []
  })

/**
 * At most some thirty texts; the caller keeps hashes of them. A number by its line, and by each half of it together with
 * the initials (one wrong digit leaves the other half whole); a mailbox, and its telling name at any provider; the name with
 * the postcode.
 */
export function matchKeys(person: MatchPerson): string[] {
  const keys = new Set<string>()
  const initials = initialsOf(person)
  for (const { digits } of numbersOf(person)) {
    const line = digits.slice(-lineDigits)
    keys.add(`line ${line}`)
    if (initials === null || line.length < lineDigits) continue
    keys.add(`begin ${initials} ${line.slice(0, 4)}`)
    keys.add(`end ${initials} ${line.slice(4)}`)
    // Two digits swapped in the very middle.
    keys.add(`edges ${initials} ${line.slice(0, 3)} ${line.slice(5)}`)
  }
  for (const { kind, value } of person.handles) {
    if (kind === 'whatsapp') keys.add(`whatsapp ${value}`)
    if (kind !== 'email') continue
    keys.add(`mailbox ${mailboxOf(value)}`)
    const local = tellingLocalPart(value)
    if (local !== null) keys.add(`local ${local}`)
  }
  if (person.postcode !== null) for (const name of namesOf(person)) keys.add(`home ${name} ${person.postcode}`)
  return [...keys].slice(0, 40)
}
