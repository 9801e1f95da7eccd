// Whom the rows of a file were about so far, for a dry run that writes nothing: numbers instead of texts, so that the
// largest file allowed takes some thirty megabytes, not several hundred.

/** 53 bits of a text; two texts of a file's 600,000 share one in about one file of fifty thousand. */
export function hash53(text: string): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}

export interface Remembered {
  place: number
  firstName: string | null
  lastName: string | null
}

export class FileMemory {
  /** Hash of a handle to the place of whom the file would make. */
  readonly #places = new Map<number, number>()
  readonly #names: string[] = []
  readonly #seen = new Set<number>()

  /** A customer of the shop whom a row was about. */
  see(id: string): void {
    this.#seen.add(hash53(id))
  }
  hasSeen(id: string): boolean {
    return this.#seen.has(hash53(id))
  }

  /** Whom a row would make, with the names it has; the place to `remember` further handles at. */
  add(firstName: string | null, lastName: string | null): number {
    return this.#names.push(`${firstName ?? ''}\n${lastName ?? ''}`) - 1
  }
  remember(key: string, place: number): void {
    this.#places.set(hash53(key), place)
  }
  find(key: string): Remembered | null {
    const place = this.#places.get(hash53(key))
    if (place === undefined) return null
    const [first = '', last = ''] = (this.#names[place] ?? '').split('\n')
    return { place, firstName: first === '' ? null : first, lastName: last === '' ? null : last }
  }
}
