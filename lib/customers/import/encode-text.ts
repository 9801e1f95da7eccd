// Text as bytes in the encoding a file came in, so that a person gets back what their spreadsheet wrote.
import type { FileEncoding } from './encoding'
import { windows1252Bytes } from './windows-1252'

let macintosh: ReadonlyMap<string, number> | undefined

/** The bytes of a one-byte encoding, turned around. */
function bytesOf(encoding: 'windows-1252' | 'macintosh'): ReadonlyMap<string, number> {
  if (encoding === 'windows-1252') return windows1252Bytes
  const decoder = new TextDecoder('macintosh')
  return (macintosh ??= new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte])))
}

/** Characters that our own words use and old encodings lack. */
const near: Record<string, string> = { '\u202F': '\u00A0', '\u2192': '>', '\u2212': '-' }

/** What the encoding cannot say becomes a question mark. */
export function encodeText(text: string, encoding: FileEncoding): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text, 'utf8')
    case 'utf-16le':
      return Buffer.from(text, 'utf16le')
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16()
    case 'windows-1252':
    case 'macintosh': {
      const table = bytesOf(encoding)
      return Buffer.from([...text].map((char) => table.get(char) ?? table.get(near[char] ?? '?') ?? 0x3f))
    }
  }
}

/** The mark at a file's beginning by which spreadsheets know its encoding; empty where there is none. */
export const byteOrderMark = (encoding: FileEncoding): Buffer =>
  encoding === 'windows-1252' || encoding === 'macintosh' ? Buffer.alloc(0) : encodeText('\uFEFF', encoding)
