import { describe, expect, it } from 'vitest'
import { ariaKeys, capsOf, everywhere, meaningOf, type Pressed, type ShortcutId, shortcuts, spokenKeys } from './shortcuts'

const press = (key: string, held: Partial<Pressed> = {}): Pressed => ({
  key,
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  ...held,
})
const offered: ShortcutId[] = ['create', 'next', 'selectPrevious', ...everywhere]
const words = { enter: 'Entrée', escape: 'Échap', down: 'Flèche bas', up: 'Flèche haut', space: 'Espace', shift: 'Maj' }
const at = { pending: null, typing: false, apple: false }

describe('what a press means', () => {
  it.each<[string, Pressed, { pending?: string; typing?: boolean; apple?: boolean }, ReturnType<typeof meaningOf>]>([
    ['a letter', press('j'), {}, { id: 'next' }],
    ['a letter under Caps Lock', press('J'), {}, { id: 'next' }],
    ['a capital', press('J', { shiftKey: true }), {}, null],
    ['a capital that has a meaning of its own', press('K', { shiftKey: true }), {}, { id: 'selectPrevious' }],
    ['a sign that needs Shift on this keyboard', press('/', { shiftKey: true }), {}, { id: 'search' }],
    ['?', press('?', { shiftKey: true }), {}, { id: 'help' }],
    ['Ctrl-K', press('k', { ctrlKey: true }), {}, { id: 'palette' }],
    ['Ctrl-K while typing', press('k', { ctrlKey: true }), { typing: true }, { id: 'palette' }],
    ['⌘K on Apple', press('k', { metaKey: true }), { apple: true }, { id: 'palette' }],
    ['Ctrl-K on Apple cuts the line', press('k', { ctrlKey: true }), { apple: true }, null],
    ['the Windows key', press('k', { metaKey: true }), {}, null],
    ['a letter while typing', press('j'), { typing: true }, null],
    ['a sign while typing', press('?', { shiftKey: true }), { typing: true }, null],
    ['Alt with a letter, which writes ñ or ł', press('n', { altKey: true }), {}, null],
    ['Ctrl-N', press('n', { ctrlKey: true }), {}, null],
    ['the first half', press('g'), {}, { pending: 'g' }],
    ['Ctrl-G', press('g', { ctrlKey: true }), {}, null],
    ['the first half while typing', press('g'), { typing: true }, null],
    ['the second half', press('t'), { pending: 'g' }, { id: 'goTill' }],
    ['the second half alone', press('t'), {}, null],
    ['something else after the first half', press('j'), { pending: 'g' }, { id: 'next' }],
    ['the first half twice', press('g'), { pending: 'g' }, { pending: 'g' }],
    ['what the page does not offer', press('k'), {}, null],
  ])('%s', (_name, pressed, more, meaning) => {
    expect(meaningOf(pressed, offered, { ...at, ...more })).toEqual(meaning)
  })

  it.each<[string, Pressed, { typing?: boolean }, ReturnType<typeof meaningOf>]>([
    ['the space bar', press(' '), {}, { id: 'glance' }],
    ['the space bar while typing', press(' '), { typing: true }, null],
    ['Shift and the space bar, which moves the page back', press(' ', { shiftKey: true }), {}, null],
    ['a digit', press('1'), {}, { id: 'keepFirst' }],
    ['a digit that needs Shift on this keyboard', press('2', { shiftKey: true }), {}, { id: 'keepSecond' }],
    ['a decision', press('m'), {}, { id: 'mergePair' }],
    ['a decision whose key is held down', press('m', { repeat: true }), {}, null],
    ['a step whose key is held down, where each counts', press('ArrowDown', { repeat: true }), {}, { id: 'down' }],
  ])('%s', (_name, pressed, more, meaning) => {
    const here: ShortcutId[] = ['glance', 'keepFirst', 'keepSecond', 'mergePair', 'down', ...everywhere]
    expect(meaningOf(pressed, here, { ...at, ...more })).toEqual(meaning)
  })

  it('lets the latest offer win', () => {
    expect(meaningOf(press('j'), ['nextPair', 'next'], at)).toEqual({ id: 'nextPair' })
    expect(meaningOf(press('Escape'), ['clear', 'back'], at)).toEqual({ id: 'clear' })
  })
})

describe('the list', () => {
  it('has no two shortcuts of every page on the same keys', () => {
    const keys = everywhere.map((id) => shortcuts[id].keys)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('leaves the first half of a shortcut free of another meaning', () => {
    const all = Object.values(shortcuts).map(({ keys }) => keys)
    const halves = all.filter((keys) => keys.includes(' ')).map((keys) => keys.split(' ')[0])
    expect(all.filter((keys) => halves.includes(keys))).toEqual([])
  })

  it('is written as on the keyboard at hand', () => {
    expect(capsOf('palette', true, words)).toEqual([['⌘', 'K']])
    expect(capsOf('save', false, words)).toEqual([['Ctrl', '↵']])
    expect(capsOf('goTill', false, words)).toEqual([['g'], ['t']])
    expect(capsOf('back', false, words)).toEqual([['Échap']])
    expect(spokenKeys('save', true, words)).toEqual([['Command', 'Entrée']])
    expect(spokenKeys('down', false, words)).toEqual([['Flèche bas']])
    expect([capsOf('selectNext', false, words), spokenKeys('selectNext', false, words)]).toEqual([[['⇧ J']], [['Maj J']]])
    expect(ariaKeys('palette')).toBe('Meta+k Control+k')
    expect(ariaKeys('createTyped')).toBe('Meta+Enter Control+Enter')
    expect(capsOf('glance', false, words)).toEqual([['Espace']])
    expect(spokenKeys('glance', true, words)).toEqual([['Espace']])
    expect(ariaKeys('glance')).toBe('Space')
    expect(ariaKeys('goTill')).toBeUndefined()
  })
})
