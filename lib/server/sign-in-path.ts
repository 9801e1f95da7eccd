// The way to the sign-in page and back, without becoming a way to another site.

/** `next` when it is a path of ours, else the dashboard. */
export function safeNext(next: string | null | undefined): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])[^\s\\]*$/.test(next) || next.startsWith('/login')) return '/dashboard'
  const base = 'http://coccinelle.invalid'
  return URL.canParse(next, base) && new URL(next, base).origin === base ? next : '/dashboard'
}

/** `/login`, remembering where to go afterwards. */
export function signInPath(next: string | null): string {
  const path = safeNext(next)
  return path === '/dashboard' ? '/login' : `/login?next=${encodeURIComponent(path)}`
}
