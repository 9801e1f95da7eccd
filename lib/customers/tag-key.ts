// What makes two spellings one tag.

/** No case, no accents, single spaces: "Été  VIP" and "ete vip" are the same tag. */
export const tagKey = (name: string): string =>
  name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFC').replace(/\s+/g, ' ').trim()
