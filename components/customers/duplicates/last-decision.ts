// What was decided last in this tab, and how to take it back: the toast's button and the key `u` do the same, once.

type Undo = () => void

let last: Undo | null = null

/** Returns the function for the toast's button. */
export function rememberDecision(undo: Undo): Undo {
  const once = () => {
    if (last !== once) return
    last = null
    undo()
  }
  last = once
  return once
}

/** False when there is nothing to take back. */
export function undoLastDecision(): boolean {
  if (last === null) return false
  last()
  return true
}
