// A column one place up or down; the same order when there is no such place.
import type { ListColumn } from '@/lib/views/list-columns'

export function moveColumn(columns: readonly ListColumn[], name: ListColumn, step: 1 | -1): ListColumn[] {
  const from = columns.indexOf(name)
  const to = from + step
  const rest = columns.filter((other) => other !== name)
  if (from === -1 || to < 0 || to >= columns.length) return [...columns]
  return [...rest.slice(0, to), name, ...rest.slice(to)]
}
