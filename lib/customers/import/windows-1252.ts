// The windows-1252 character set. Our own table: several versions of Node decode its bytes 80 to 9F as controls.

/** 80 to 9F; the five bytes without a character stand for themselves, as browsers do it. */
const upper = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ'

const charOf = (byte: number): string => (byte >= 0x80 && byte <= 0x9f ? upper.charAt(byte - 0x80) : String.fromCharCode(byte))

/** Every character of the set with its byte. */
export const windows1252Bytes: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => [charOf(byte), byte]),
)

export const decodeWindows1252 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/[\x80-\x9F]/g, (control) => upper.charAt(control.charCodeAt(0) - 0x80))
