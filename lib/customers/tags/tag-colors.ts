// The colours a tag may be given: few, each readable in light and in dark (components/ui/tokens.test.ts).
export const tagColors = ['stone', 'rose', 'amber', 'lime', 'teal', 'sky', 'violet'] as const
export type TagColor = (typeof tagColors)[number]
