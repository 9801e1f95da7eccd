// Looks for the duplicates of some customers, and brings what is known of them up to date.
import { pairOf, shownScore } from './duplicate'
import type { DuplicateStore, FoundPair, MatchSubject } from './duplicate-store'
import { matchKeys } from './match-keys'
import { scoreDuplicate } from './score-duplicate'

/**
 * At most some hundred ids at a time. Does no harm when done twice or by two at once. The keys are kept before anybody is
 * compared: of two customers that come at the same time, at least the later one finds the other.
 */
export async function findDuplicates(store: DuplicateStore, changed: string[]): Promise<FoundPair[]> {
  // With a third of their name, two others are no longer the only ones to have it.
  const ids = [...new Set([...changed, ...(await store.outnumbered(changed))])]
  const subjects = await store.people(ids)
  const live = new Set(subjects.map(({ id }) => id))
  await store.keepKeys(
    subjects.map((subject) => ({ id: subject.id, keys: matchKeys(subject) })),
    ids.filter((id) => !live.has(id)),
  )
  const candidates = await store.candidates([...live])
  const others = await store.people([...new Set(candidates.map(({ otherId }) => otherId))].filter((id) => !live.has(id)))
  const people = new Map<string, MatchSubject>([...subjects, ...others].map((person) => [person.id, person]))
  const found = new Map<string, FoundPair>()
  for (const { id, otherId, ...hints } of candidates) {
    const [a, b] = pairOf(id, otherId)
    const [one, other] = [people.get(a), people.get(b)]
    if (one === undefined || other === undefined || found.has(`${a} ${b}`)) continue
    const scored = scoreDuplicate(one, other, hints)
    if (scored.score >= shownScore) found.set(`${a} ${b}`, { a, b, ...scored })
  }
  const pairs = [...found.values()].sort((x, y) => (x.a === y.a ? (x.b < y.b ? -1 : 1) : x.a < y.a ? -1 : 1))
  await store.keepFound(ids, pairs, subjects)
  return pairs
}
