// How likely two customers are one person, 0 to 100, and why: points for what they share, fewer for what tells them apart.
import { type Evidence, type MatchPerson, type PairHints, pairOf, type ScoredPair } from './duplicate'
import { foldName } from './fold-name'
import { mailboxOf, nameOf, numbersOf, tellingLocalPart } from './match-keys'
import { countWords, editDistance, firstNamesDiffer, type Named, nameLikeness, wordLikeness } from './name-likeness'

const noHints: PairHints = { isOneSender: false, isRareName: false }

export function scoreDuplicate(one: MatchPerson, other: MatchPerson, { isOneSender, isRareName } = noHints): ScoredPair {
  const [a, b] = pairOf(one.id, other.id)[0] === one.id ? [one, other] : [other, one]
  const contact = [compareNumbers(a, b), compareEmails(a, b)]
  const evidence: Evidence[] = [
    ...(isOneSender ? [{ kind: 'sender' as const, values: [], weight: 70 }] : []),
    ...contact.flatMap(({ found }) => (found === null ? [] : [found])),
    ...compareNames(a, b),
    ...(a.postcode !== null && a.postcode === b.postcode
      ? [{ kind: 'postcode' as const, values: [a.postcode], weight: 20 }]
      : []),
  ]
  if (isRareName && evidence.some(({ kind, percent }) => kind === 'name' && percent === 100))
    evidence.push({ kind: 'rare_name', values: [], weight: 20 })
  // Two numbers, two addresses or two towns, and none in common: it happens to one person, but does not speak for it.
  const towns = a.postcode !== null && b.postcode !== null && a.postcode !== b.postcode ? 1 : 0
  const apart = isOneSender ? 0 : contact.filter(({ found, both }) => both && found === null).length + towns
  if (apart > 0 && evidence.length > 0) evidence.push({ kind: 'contacts_differ', values: [], weight: -8 * apart })
  const score = evidence.reduce((sum, { weight }) => sum + weight, 0)
  return { score: Math.min(100, Math.max(0, score)), evidence }
}

interface Compared {
  found: Evidence | null
  /** Each has one now. */
  both: boolean
}

function strongest(candidates: Evidence[]): Evidence | null {
  return candidates.reduce<Evidence | null>((best, one) => (best === null || one.weight > best.weight ? one : best), null)
}

function compareNumbers(a: MatchPerson, b: MatchPerson): Compared {
  const [mine, theirs] = [numbersOf(a), numbersOf(b)]
  const business = (person: MatchPerson) => person.handles.filter(({ kind }) => kind === 'whatsapp')
  const found = mine.flatMap((x) =>
    theirs.flatMap((y): Evidence[] => {
      const values = [x.value, y.value]
      if (x.digits === y.digits) {
        if (x.kind !== y.kind) return [{ kind: 'whatsapp', values, weight: 60 }]
        return x.former || y.former
          ? [{ kind: 'former_phone', values: [x.value], weight: 40 }]
          : [{ kind: 'phone', values: [x.value], weight: 42 }]
      }
      if (x.digits.length >= 8 && x.digits.slice(-8) === y.digits.slice(-8)) return [{ kind: 'phone_ending', values, weight: 40 }]
      const isTypo = x.digits.length === y.digits.length && editDistance(x.digits, y.digits) === 1
      return isTypo ? [{ kind: 'phone_typo', values, weight: 25 }] : []
    }),
  )
  const sameId = business(a).find((x) => business(b).some((y) => x.value === y.value))
  if (sameId !== undefined) found.push({ kind: 'whatsapp', values: [sameId.value], weight: 60 })
  return { found: strongest(found), both: [mine, theirs].every((numbers) => numbers.some(({ former }) => !former)) }
}

function compareEmails(a: MatchPerson, b: MatchPerson): Compared {
  const emails = (person: MatchPerson) => person.handles.filter(({ kind }) => kind === 'email')
  const names = [a, b].map(nameOf)
  const found = emails(a).flatMap((x) =>
    emails(b).flatMap((y): Evidence[] => {
      const values = [x.value, y.value]
      if (x.value === y.value)
        return x.former || y.former
          ? [{ kind: 'former_email', values: [x.value], weight: 42 }]
          : [{ kind: 'email', values: [x.value], weight: 42 }]
      if (mailboxOf(x.value) === mailboxOf(y.value)) return [{ kind: 'mailbox', values, weight: 60 }]
      const local = tellingLocalPart(x.value)
      if (local === null || local !== tellingLocalPart(y.value)) return []
      return [{ kind: 'email_name', values, weight: localPartWeight(local, names) }]
    }),
  )
  return { found: strongest(found), both: [a, b].every((person) => emails(person).some(({ former }) => !former)) }
}

/** Who is called the same begins the address the same, perhaps with a year: that is mostly their name again. */
function localPartWeight(local: string, names: Named[]): number {
  const letters = local.replace(/\d+$/, '')
  const digits = local.length - letters.length
  const isJustName = names.some(({ firstName, lastName }) => {
    const words = [...foldName(firstName), ...foldName(lastName)]
    return isMadeOf(letters, words) || [words, words.toReversed()].some((all) => wordLikeness(letters, all.join('')) >= 0.8)
  })
  return !isJustName || digits > 2 ? 35 : digits > 0 ? 16 : 10
}

/** Whether `local` is no more than the words of a name, whole or by their first letter, in some order. */
function isMadeOf(local: string, words: string[]): boolean {
  if (local === '') return true
  return words.some((word, at) => {
    const others = words.toSpliced(at, 1)
    return [word, word.slice(0, 1)].some((part) => local.startsWith(part) && isMadeOf(local.slice(part.length), others))
  })
}

function compareNames(a: MatchPerson, b: MatchPerson): Evidence[] {
  const [mine, theirs] = [nameOf(a), nameOf(b)]
  const likeness = nameLikeness(mine, theirs)
  if (likeness === null) return []
  const said = [mine, theirs].map(({ firstName, lastName }) => [firstName, lastName].filter((part) => part !== null).join(' '))
  if (firstNamesDiffer(mine, theirs)) return [{ kind: 'names_differ', values: said, weight: -45 }]
  if (likeness < 0.5) return [{ kind: 'names_differ', values: said, weight: -30 }]
  const full = likeness >= 0.995 ? 40 : likeness >= 0.92 ? 36 : likeness >= 0.84 ? 30 : likeness >= 0.76 ? 20 : 0
  // "Marie" alone is no name to know somebody by.
  const weight = Math.min(countWords(mine), countWords(theirs)) < 2 ? Math.min(full, 18) : full
  return weight === 0 ? [] : [{ kind: 'name', values: said, weight, percent: Math.round(likeness * 100) }]
}
