// Every shortcut of the dashboard: the one list that the handlers match against and that the `?` window shows.

/**
 * `keys`: what is pressed, as `KeyboardEvent.key` says it; `mod` is ⌘ on Apple's devices and Ctrl elsewhere; two keys with a
 * space between them are pressed one after the other, and the space bar is `Space`. `whileTyping`: also when the hand is in a
 * field or a window. `once`: a key that is held down counts once.
 */
const list = {
  palette: { keys: 'mod+k', whileTyping: true },
  search: { keys: '/' },
  goHome: { keys: 'g h' },
  goCustomers: { keys: 'g c' },
  goTill: { keys: 'g t' },
  goSettings: { keys: 'g s' },
  help: { keys: '?' },
  next: { keys: 'j' },
  previous: { keys: 'k' },
  down: { keys: 'ArrowDown' },
  up: { keys: 'ArrowUp' },
  open: { keys: 'Enter' },
  glance: { keys: 'Space', once: true },
  closeGlance: { keys: 'Escape' },
  keepFirst: { keys: '1' },
  keepSecond: { keys: '2' },
  mergePair: { keys: 'm', once: true },
  dismissPair: { keys: 'd', once: true },
  nextPair: { keys: 'j', once: true },
  previousPair: { keys: 'k', once: true },
  undoLast: { keys: 'u', once: true },
  select: { keys: 'x' },
  /** A capital is pressed with Shift. */
  selectNext: { keys: 'J' },
  selectPrevious: { keys: 'K' },
  create: { keys: 'n' },
  createTyped: { keys: 'mod+Enter', whileTyping: true },
  save: { keys: 'mod+Enter', whileTyping: true },
  clear: { keys: 'Escape' },
  back: { keys: 'Escape' },
} as const satisfies Record<string, Shortcut>

interface Shortcut {
  keys: string
  whileTyping?: boolean
  once?: boolean
}

export type ShortcutId = keyof typeof list
export const shortcuts: Readonly<Record<ShortcutId, Shortcut>> = list

/** Those of every page, in the order in which they are shown; the others belong to the page that offers them. */
export const everywhere: readonly ShortcutId[] = ['palette', 'search', 'goHome', 'goCustomers', 'goTill', 'goSettings', 'help']

/** The parts of a `KeyboardEvent` that decide. */
export interface Pressed {
  key: string
  metaKey: boolean
  ctrlKey: boolean
  altKey: boolean
  shiftKey: boolean
  repeat: boolean
}

/** A single letter is meant without Shift, whether or not Caps Lock is on. */
const nameOf = ({ key, shiftKey }: Pressed): string =>
  key === ' ' ? (shiftKey ? 'Shift+Space' : 'Space') : key.length === 1 && !shiftKey ? key.toLowerCase() : key

/** Whether `pressed` is the one key `key` of the list, such as `mod+k`. */
function isKey(key: string, pressed: Pressed, apple: boolean): boolean {
  const wantsMod = key.startsWith('mod+')
  const [mod, other] = apple ? [pressed.metaKey, pressed.ctrlKey] : [pressed.ctrlKey, pressed.metaKey]
  return mod === wantsMod && !other && !pressed.altKey && nameOf(pressed) === key.slice(wantsMod ? 4 : 0)
}

/** Whether `pressed` is this shortcut, for those of a single press. */
export const isPressed = (id: ShortcutId, pressed: Pressed, apple: boolean): boolean => isKey(shortcuts[id].keys, pressed, apple)

/** What a press means among the shortcuts on offer: one of them, the first half of one, or nothing. */
export type Meaning = { id: ShortcutId } | { pending: string } | null

/**
 * @param offered the latest first: it wins
 * @param pending the first half of a shortcut of two presses, when it was the press before
 */
export function meaningOf(
  pressed: Pressed,
  offered: readonly ShortcutId[],
  { pending, typing, apple }: { pending: string | null; typing: boolean; apple: boolean },
): Meaning {
  const allowed = offered.filter(
    (id) => (!typing || shortcuts[id].whileTyping === true) && !(pressed.repeat && shortcuts[id].once === true),
  )
  const single = allowed.find((id) => isPressed(id, pressed, apple))
  const second = pending === null ? undefined : allowed.find((id) => isSecond(shortcuts[id].keys, pending, pressed, apple))
  const id = second ?? single
  if (id !== undefined) return { id }
  const first = nameOf(pressed)
  const begins = allowed.some((one) => shortcuts[one].keys.startsWith(`${first} `))
  return begins && isKey(first, pressed, apple) ? { pending: first } : null
}

const isSecond = (keys: string, pending: string, pressed: Pressed, apple: boolean): boolean =>
  keys.startsWith(`${pending} `) && isKey(keys.slice(pending.length + 1), pressed, apple)

/** What some keys are called; the rest are called as they are. */
export type KeyWords = Record<'enter' | 'escape' | 'down' | 'up' | 'space' | 'shift', string>

/** The key caps of a shortcut, one inner list a press: `mod+k` → `[['⌘', 'K']]` or `[['Ctrl', 'K']]`. */
export function capsOf(id: ShortcutId, apple: boolean, { escape, space }: Pick<KeyWords, 'escape' | 'space'>): string[][] {
  const caps: Record<string, string> = {
    mod: apple ? '⌘' : 'Ctrl',
    Escape: escape,
    Space: space,
    Enter: '↵',
    ArrowDown: '↓',
    ArrowUp: '↑',
    J: '⇧ J',
    K: '⇧ K',
  }
  return partsOf(id, caps)
}

/** The same for people who listen. */
export function spokenKeys(id: ShortcutId, apple: boolean, { enter, escape, down, up, space, shift }: KeyWords): string[][] {
  const mod = apple ? 'Command' : 'Control'
  return partsOf(id, {
    mod,
    Escape: escape,
    Enter: enter,
    ArrowDown: down,
    ArrowUp: up,
    Space: space,
    J: `${shift} J`,
    K: `${shift} K`,
  })
}

const partsOf = (id: ShortcutId, words: Record<string, string>): string[][] =>
  shortcuts[id].keys.split(' ').map((press) => {
    const keys = press.split('+')
    return keys.map((key) => words[key] ?? (keys.length > 1 ? key.toUpperCase() : key))
  })

/** The value of `aria-keyshortcuts`; a shortcut of two presses has none. */
export function ariaKeys(id: ShortcutId): string | undefined {
  const { keys } = shortcuts[id]
  if (keys.includes(' ')) return undefined
  return keys.startsWith('mod+') ? `Meta+${keys.slice(4)} Control+${keys.slice(4)}` : keys
}
