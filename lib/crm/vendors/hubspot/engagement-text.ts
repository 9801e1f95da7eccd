// Text as HubSpot shows it on a contact's timeline: HTML, in which nothing that a customer wrote may be markup.

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const toHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign).replace(/\r\n|\r|\n/g, '<br>')

/** The text of our own HTML, or of what somebody wrote in HubSpot's editor. */
export const fromHtml = (html: string): string =>
  html
    .replace(/<br\s*\/?>|<\/(p|div|li)>\s*(?=<)/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#(?:39|x27);/g, "'")
    .replace(/&amp;/g, '&')
