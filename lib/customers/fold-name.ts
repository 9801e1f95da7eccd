// A name as it is compared: no case, no accents, no punctuation, one letter for each ligature.

const ligatures: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss', ł: 'l', đ: 'd', ð: 'd', ø: 'o', þ: 'th', ı: 'i' }

/** "Hélène L'Hôte-Œuvré" → ["helene", "l", "hote", "oeuvre"]; nothing for null. */
export function foldName(name: string | null): string[] {
  const folded = (name ?? '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[œæßłđðøþı]/g, (letter) => ligatures[letter] ?? letter)
  return folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
}
