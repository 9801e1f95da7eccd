// The numbered parameters of a statement that is put together from parts.
import type { SqlValue } from './tenant-db'

export class Parameters {
  readonly values: SqlValue[] = []

  /** Its place in the text, with a cast to `type` when given. */
  add(value: SqlValue, type = ''): string {
    this.values.push(value)
    return `$${this.values.length}${type === '' ? '' : `::${type}`}`
  }
}
