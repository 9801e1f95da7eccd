// Which encoding a file's bytes are in, found while they pass by; nothing of them is kept.
import { decodeWindows1252 } from './windows-1252'

export const fileEncodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be', 'macintosh'] as const
export type FileEncoding = (typeof fileEncodings)[number]

/** What spreadsheets write for é, è, à… in the character set of old Macs; in windows-1252 these bytes are seldom letters. */
const macLetters = new Set([0x87, 0x88, 0x89, 0x8a, 0x8d, 0x8e, 0x8f, 0x90, 0x9a, 0x9d, 0x9e, 0x9f])

/** Bytes at the beginning in which zeros tell UTF-16 without a mark. */
const looked = 64 * 1024

export class EncodingSniffer {
  #seen = 0
  #first = new Uint8Array(4)
  #zeros = { even: 0, odd: 0 }
  #letters = { mac: 0, latin: 0 }
  #utf8: TextDecoder | null = new TextDecoder('utf-8', { fatal: true })

  push(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length && this.#seen + i < 4; i++) this.#first[this.#seen + i] = bytes[i] ?? 0
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0
      if (byte === 0 && this.#seen + i < looked) this.#zeros[(this.#seen + i) % 2 === 0 ? 'even' : 'odd']++
      if (byte >= 0xc0) this.#letters.latin++
      else if (macLetters.has(byte)) this.#letters.mac++
    }
    this.#seen += bytes.length
    this.#try(() => this.#utf8?.decode(bytes, { stream: true }))
  }

  /** Call once, when all bytes were pushed. */
  encoding(): FileEncoding {
    const [a, b, c] = this.#first
    if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
    if (a === 0xff && b === 0xfe) return 'utf-16le'
    if (a === 0xfe && b === 0xff) return 'utf-16be'
    const half = Math.min(this.#seen, looked) / 2
    if (this.#zeros.odd > half * 0.3 && this.#zeros.even < half * 0.05) return 'utf-16le'
    if (this.#zeros.even > half * 0.3 && this.#zeros.odd < half * 0.05) return 'utf-16be'
    this.#try(() => this.#utf8?.decode())
    if (this.#utf8 !== null) return 'utf-8'
    return this.#letters.mac > this.#letters.latin ? 'macintosh' : 'windows-1252'
  }

  #try(decode: () => unknown): void {
    try {
      decode()
    } catch {
      this.#utf8 = null
    }
  }
}

/** What a file that is no text at all is, by its first bytes; null for what may be text. */
export function foreignFormat(bytes: Uint8Array): 'workbook' | 'binary' | null {
  const starts = (...wanted: number[]) => wanted.every((byte, at) => bytes[at] === byte)
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0xd0, 0xcf, 0x11, 0xe0)) return 'workbook'
  if (starts(0x25, 0x50, 0x44, 0x46) || starts(0x89, 0x50, 0x4e, 0x47) || starts(0xff, 0xd8, 0xff) || starts(0x1f, 0x8b))
    return 'binary'
  return null
}

/** A decoder of the file's text, given piece by piece; it takes a byte order mark away. Bytes that are wrong become U+FFFD. */
export interface TextReader {
  decode(bytes: Uint8Array): string
  /** What a character cut in two at the very end leaves. */
  end(): string
}

export function decoderOf(encoding: FileEncoding): TextReader {
  if (encoding === 'windows-1252') return { decode: decodeWindows1252, end: () => '' }
  const decoder = new TextDecoder(encoding)
  return { decode: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() }
}
