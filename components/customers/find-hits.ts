// Where looked-for words stand in a text, whatever their case and accents: the Fil shows them marked.
import { foldName } from '@/lib/customers/fold-name'

export interface Piece {
  text: string
  isHit: boolean
}

/** The text in pieces that join to it again. Words as they were typed; letters and digits are compared, as the search does. */
export function findHits(text: string, words: readonly string[]): Piece[] {
  const wanted = words.map((word) => foldName(word).join(' ')).filter((word) => word !== '')
  const signs = words.filter((word) => word !== '' && foldName(word).length === 0)
  if (text === '' || (wanted.length === 0 && signs.length === 0)) return [{ text, isHit: false }]
  const { folded, at } = fold(text)
  const marked = new Array<boolean>(text.length).fill(false)
  for (const word of wanted)
    for (let from = folded.indexOf(word); from !== -1; from = folded.indexOf(word, from + word.length))
      marked.fill(true, at[from], at[from + word.length])
  for (const sign of signs)
    for (let from = text.indexOf(sign); from !== -1; from = text.indexOf(sign, from + sign.length))
      marked.fill(true, from, from + sign.length)
  return pieces(text, marked)
}

/** `at[i]` is where the folded text's sign `i` comes from; one more entry for the end. */
function fold(text: string): { folded: string; at: number[] } {
  let folded = ''
  const at: number[] = []
  let position = 0
  for (const sign of text) {
    const [letters = ' '] = /\p{M}/u.test(sign) ? [''] : foldName(sign)
    const added = letters === ' ' && folded.endsWith(' ') ? '' : letters
    for (let i = 0; i < added.length; i++) at.push(position)
    folded += added
    position += sign.length
  }
  at.push(position)
  return { folded, at }
}

function pieces(text: string, marked: readonly boolean[]): Piece[] {
  const found: Piece[] = []
  let from = 0
  for (let to = 1; to <= text.length; to++)
    if (to === text.length || marked[to] !== marked[from]) {
      found.push({ text: text.slice(from, to), isHit: marked[from] === true })
      from = to
    }
  return found
}
