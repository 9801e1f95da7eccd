// Tells next-intl's types which keys exist: French is the reference, so a key missing there does not compile.
import type { Locale } from './locales'
import type * as fr from './fr'

export type Messages = typeof fr
export type Namespace = keyof Messages

declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale
    Messages: Messages
  }
}
