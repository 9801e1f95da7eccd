// Every pair of colours that meets on a screen can be read, in light and in dark.
import { describe, expect, it } from 'vitest'
import { palette } from '@/tailwind.config'

type Name = keyof typeof palette

const luminance = (hex: string) => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrast = (one: string, other: string) => {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

const grounds: Name[] = ['canvas', 'surface', 'raised', 'sunken']
const status: Name[] = ['ok', 'warn', 'danger', 'info']
const hues = ['stone', 'rose', 'amber', 'lime', 'teal', 'sky', 'violet'] as const

const text: [Name, Name][] = [
  ...grounds.flatMap((ground): [Name, Name][] => (['ink', 'muted', ...status] satisfies Name[]).map((name) => [name, ground])),
  ...(['ok', 'warn', 'danger', 'info'] as const).flatMap((name): [Name, Name][] => [
    [name, `${name}-soft`],
    ['ink', `${name}-soft`],
    ['muted', `${name}-soft`],
  ]),
  ...hues.map((hue): [Name, Name] => [`hue-${hue}`, `hue-${hue}-soft`]),
  ['on-ladybird', 'ladybird'],
  ['on-ladybird', 'ladybird-hover'],
]

const shapes: [Name, Name][] = grounds.flatMap((ground): [Name, Name][] => [
  ['control', ground],
  ['focus', ground],
  ['ladybird-mark', ground],
])

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('contrast in %s', (_, index) => {
  it.each(text)('%s on %s reads at 4.5:1', (front, back) => {
    expect(contrast(palette[front][index], palette[back][index])).toBeGreaterThanOrEqual(4.5)
  })
  it.each(shapes)('%s on %s is seen at 3:1', (front, back) => {
    expect(contrast(palette[front][index], palette[back][index])).toBeGreaterThanOrEqual(3)
  })
})
