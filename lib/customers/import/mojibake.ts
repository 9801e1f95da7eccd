// "HÃ©lÃ¨ne" → "Hélène": text that was UTF-8, was read as windows-1252 and saved again, once or several times.
import { windows1252Bytes } from './windows-1252'

/** Beyond ASCII. */
const byteOf = (char: string | undefined): number | undefined => {
  const byte = windows1252Bytes.get(char ?? '')
  return byte === undefined || byte < 0x80 ? undefined : byte
}

interface Sequence {
  /** Characters taken from the text, one a byte. */
  length: number
  lead: number
  second: number
  point: number
}

/** The UTF-8 sequence that the characters from `at` would be as bytes, or null. */
function sequenceAt(chars: readonly string[], at: number): Sequence | null {
  const lead = byteOf(chars[at])
  if (lead === undefined || lead < 0xc2 || lead > 0xf4) return null
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  let point = lead & (length === 2 ? 0x1f : length === 3 ? 0x0f : 0x07)
  for (let i = 1; i < length; i++) {
    const byte = byteOf(chars[at + i])
    if (byte === undefined || byte > 0xbf) return null
    point = (point << 6) | (byte & 0x3f)
  }
  const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000
  if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return null
  return { length, lead, second: byteOf(chars[at + 1]) ?? 0, point }
}

/**
 * Sequences that are mojibake wherever they stand: what they would be is a letter or a sign of European or Vietnamese text,
 * and what they are is something nobody writes. É followed by » or by a no-break space is French and therefore not among them.
 */
function isCertain({ length, lead, second, point }: Sequence): boolean {
  if (length === 4) return point >= 0x1f000
  if (length === 3)
    return (point >= 0x1e00 && point <= 0x1eff) || (point >= 0x2000 && point <= 0x2122) || point === 0xfeff || point === 0xfb01
  if (lead <= 0xc6) return point >= 0xa0
  // Romanian ș and ț, and accents that stand by themselves as macOS writes them.
  if (lead === 0xc8) return second >= 0x98 && second <= 0x9b
  return lead === 0xcc && second < 0xa0
}

const suspicious = /[\u00C2-\u00F4]/

function repairOnce(text: string): string {
  const chars = [...text]
  const found: Sequence[] = []
  let other = 0
  for (let at = 0; at < chars.length;) {
    const sequence = sequenceAt(chars, at)
    if (sequence === null && (chars[at] ?? '') > '\u007F') other++
    if (sequence !== null) found.push(sequence)
    at += sequence?.length ?? 1
  }
  // Two sequences or more and nothing else beyond ASCII: no text is so by chance, in whatever alphabet.
  const whole = other === 0 && found.length >= 2
  if (found.length === 0 || !(whole || found.some(isCertain))) return text
  let repaired = ''
  for (let at = 0; at < chars.length;) {
    const sequence = sequenceAt(chars, at)
    const taken = sequence !== null && (whole || isCertain(sequence))
    repaired += taken ? String.fromCodePoint(sequence.point) : (chars[at] ?? '')
    at += taken ? sequence.length : 1
  }
  return repaired
}

/** The text as it was meant; the same text when it is right already. */
export function repairMojibake(text: string): string {
  if (!suspicious.test(text)) return text
  let current = text
  for (let round = 0; round < 4; round++) {
    const repaired = repairOnce(current)
    if (repaired === current) break
    current = repaired
  }
  return current === text ? text : current.replaceAll('\uFEFF', '').normalize('NFC')
}
