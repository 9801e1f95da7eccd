// A request's path as it may stand in a log: words and versions, no ids, no names, no query.

const word = /^[a-z][a-z_-]{0,30}$/i
const version = /^v?\d{1,3}\.\d{1,2}$|^v\d{1,3}$|^20\d{2}-\d{2}$/i

/** `/crm/v3/objects/contacts/512?x=y` → `/crm/v3/objects/contacts/:id`. */
export const pathPattern = (path: string): string =>
  (path.split(/[?#]/, 1)[0] ?? '')
    .split('/')
    .map((part) => (part === '' || word.test(part) || version.test(part) ? part : ':id'))
    .join('/')
