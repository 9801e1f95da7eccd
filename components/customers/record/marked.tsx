// A text with the looked-for words marked in it.
import { findHits } from '../find-hits'

export function Marked({ text, words }: { text: string; words: readonly string[] }) {
  if (words.length === 0) return text
  return findHits(text, words).map((piece, at) =>
    piece.isHit ? (
      <mark key={at} className="rounded-sm bg-warn-soft text-ink underline decoration-warn decoration-2 underline-offset-2">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  )
}
