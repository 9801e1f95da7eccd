// A beginning of a text that never ends in half a character.

/** At most `most` UTF-16 units. */
export const cutText = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')
