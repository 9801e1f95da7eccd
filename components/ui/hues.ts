// The seven quiet colours of tags and avatars. A stored colour is a hue's name; anything else is coloured by its words.
import { type TagColor, tagColors } from '@/lib/customers/tags/tag-colors'

export const hues = tagColors
export type Hue = TagColor

export const hueClass: Record<Hue, string> = {
  stone: 'bg-hue-stone-soft text-hue-stone',
  rose: 'bg-hue-rose-soft text-hue-rose',
  amber: 'bg-hue-amber-soft text-hue-amber',
  lime: 'bg-hue-lime-soft text-hue-lime',
  teal: 'bg-hue-teal-soft text-hue-teal',
  sky: 'bg-hue-sky-soft text-hue-sky',
  violet: 'bg-hue-violet-soft text-hue-violet',
}

/** The same words always give the same hue. */
export function hueOf(words: string): Hue {
  let hash = 0
  for (const char of words) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  return hues[hash % hues.length] ?? 'stone'
}

export const isHue = (value: string | null | undefined): value is Hue => hues.some((hue) => hue === value)
