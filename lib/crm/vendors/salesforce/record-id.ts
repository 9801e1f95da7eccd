// Ids of 15 characters and the same with 18: three further ones say which of the others are capitals, for systems that ignore case.
// https://help.salesforce.com/s/articleView?id=000385585

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** An id in its 18 characters; one that has them is made new, so that a wrong ending is corrected. */
export function longId(id: string): string {
  const short = id.slice(0, 15)
  const ending = [0, 5, 10].map((from) => {
    const capitals = [...short.slice(from, from + 5)].reduce((sum, letter, at) => sum + (/[A-Z]/.test(letter) ? 2 ** at : 0), 0)
    return letters.charAt(capitals)
  })
  return `${short}${ending.join('')}`
}

/** A contact's id as people and other systems write it, in 18 characters; null for any other text. */
export const contactId = (text: string): string | null =>
  /^003[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/.test(text) ? longId(text) : null
