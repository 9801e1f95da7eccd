// Whom a long file has told of so far, in eight bytes each.
import 'server-only'
import { hash53 } from '@/lib/customers/import/file-memory'

export class ToldIds {
  readonly #pages: Float64Array[] = []

  add(ids: readonly string[]): void {
    this.#pages.push(Float64Array.from(ids, hash53))
  }

  /** Those of `ids` that were not told of. One look at everything: for the few that may have been. */
  without(ids: readonly string[]): string[] {
    const asked = new Map(ids.map((id) => [hash53(id), id]))
    if (asked.size > 0) for (const page of this.#pages) for (const hash of page) asked.delete(hash)
    return [...asked.values()]
  }
}
