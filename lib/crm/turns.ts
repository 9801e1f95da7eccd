// Work that goes one after the other in this process, by key: what is read is still true when it is written.

export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Runs `work` after everything that was given for this key before, however that ended. Throws what `work` throws. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve()
    const mine = before.then(work, work)
    const settled = mine.catch(() => undefined)
    this.#last.set(key, settled)
    try {
      return await mine
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key)
    }
  }
}
