import { describe, expect, it } from 'vitest'
import { byteOrderMark, encodeText } from './encode-text'
import { decoderOf, EncodingSniffer, type FileEncoding, fileEncodings, foreignFormat } from './encoding'

const sniff = (bytes: Uint8Array, step = bytes.length || 1): FileEncoding => {
  const sniffer = new EncodingSniffer()
  for (let at = 0; at < bytes.length; at += step) sniffer.push(bytes.subarray(at, at + step))
  return sniffer.encoding()
}
const text = 'Prénom;Nom;Téléphone\r\nHélène;Œuvré;0612345678\r\nÉlodie;D’Aÿ;0712345678\r\n'

describe('encodings', () => {
  it.each(fileEncodings.flatMap((encoding) => [1, 3, 1000].map((step) => [encoding, step] as const)))(
    '%s is recognised, read %i bytes at a time',
    (encoding, step) => {
      const bytes = encodeText(text, encoding)
      expect(sniff(bytes, step)).toBe(encoding)
      expect(decoderOf(encoding).decode(bytes)).toBe(text)
    },
  )

  it.each(fileEncodings)('%s with its mark is recognised, and the mark is no text', (encoding) => {
    const bytes = Buffer.concat([byteOrderMark(encoding), encodeText(text, encoding)])
    expect(sniff(bytes)).toBe(encoding)
    expect(decoderOf(encoding).decode(bytes)).toBe(text)
  })

  it('plain ASCII and nothing at all are UTF-8', () => {
    expect(sniff(Buffer.from('a;b\n1;2'))).toBe('utf-8')
    expect(sniff(Buffer.alloc(0))).toBe('utf-8')
  })

  it('one wrong byte at the end of a large file is noticed', () => {
    expect(sniff(Buffer.concat([Buffer.from('é'.repeat(100_000)), Buffer.from([0xe9])]), 4096)).toBe('windows-1252')
  })

  it('says what it cannot with a question mark, our own spaces with the nearest', () => {
    expect(decoderOf('windows-1252').decode(encodeText('Łódź : 李 “é”\u202F!', 'windows-1252'))).toBe('?ód? : ? “é”\u00A0!')
  })

  it('knows workbooks and pictures from text', () => {
    expect(foreignFormat(Buffer.from('PK\x03\x04 and so on'))).toBe('workbook')
    expect(foreignFormat(Buffer.from('%PDF-1.7'))).toBe('binary')
    expect(foreignFormat(Buffer.from('Prénom;Nom'))).toBeNull()
  })
})
