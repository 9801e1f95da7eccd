// What the palette can do beside opening customers, and which of it a text means.
import { navItems, settingsItems } from '@/components/shell/nav-items'

export interface Command {
  id: string
  label: string
  /** Words that mean it too, such as the heading it stands under elsewhere. */
  also?: string
}

/** Whom a page is for, as far as a role decides. */
export interface May {
  create: boolean
  import: boolean
  settings: boolean
}

/** Every page that one can go to without saying whose, in the order of the frame. A test compares it with the folder `app`. */
export const pages = [
  ...navItems.map(({ id, href }) => ({ id, href, needs: id === 'settings' ? ('settings' as const) : null })),
  { id: 'stats', href: '/dashboard/stats', needs: null },
  { id: 'newCustomer', href: '/dashboard/customers/new', needs: 'create' },
  { id: 'duplicates', href: '/dashboard/customers/duplicates', needs: null },
  { id: 'segments', href: '/dashboard/customers/segments', needs: null },
  { id: 'tags', href: '/dashboard/customers/tags', needs: null },
  { id: 'import', href: '/dashboard/customers/import', needs: 'import' },
  { id: 'bulk', href: '/dashboard/customers/bulk', needs: 'create' },
  ...settingsItems.map(({ id, href }) => ({ id, href, needs: 'settings' as const })),
] as const satisfies { id: string; href: string; needs: keyof May | null }[]

/** Lower case without accents, ligatures apart; what is no letter and no digit is a space. */
const fold = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** 0: it begins so; 1: every word typed begins a word of it; 2: with the other words too; null: not meant. */
function distance(typed: string, { label, also = '' }: Command): 0 | 1 | 2 | null {
  const [own, all] = [fold(label), `${fold(label)} ${fold(also)}`]
  if (own.startsWith(typed)) return 0
  const begins = (text: string) => typed.split(' ').every((part) => ` ${text}`.includes(` ${part}`))
  return begins(own) ? 1 : begins(all) ? 2 : null
}

/** The commands that `typed` means, the nearest first and otherwise in their own order; all of them without a text. */
export function matchCommands<C extends Command>(typed: string, commands: readonly C[]): C[] {
  const wanted = fold(typed)
  if (wanted === '') return typed.trim() === '' ? [...commands] : []
  return commands
    .flatMap((command) => {
      const far = distance(wanted, command)
      return far === null ? [] : [{ command, far }]
    })
    .toSorted((one, other) => one.far - other.far)
    .map(({ command }) => command)
}
