import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Command, matchCommands, pages } from './commands'

const commands: Command[] = [
  { id: 'home', label: 'Accueil' },
  { id: 'customers', label: 'Clients' },
  { id: 'till', label: 'Caisse' },
  { id: 'settings', label: 'Réglages' },
  { id: 'new', label: 'Nouveau client' },
  { id: 'dark', label: 'Sombre', also: 'Affichage' },
  { id: 'light', label: 'Clair', also: 'Affichage' },
  { id: 'out', label: 'Se déconnecter' },
  { id: 'works', label: 'Œuvres & retouches' },
]
const found = (typed: string) => matchCommands(typed, commands).map(({ id }) => id)

describe('what a text means', () => {
  it.each([
    ['', commands.map(({ id }) => id)],
    ['   ', commands.map(({ id }) => id)],
    ['cl', ['customers', 'light', 'new']],
    ['CLI', ['customers', 'new']],
    ['reglages', ['settings']],
    ['Réglages', ['settings']],
    ['client nouveau', ['new']],
    ['dec', ['out']],
    ['deconn', ['out']],
    ['affichage', ['dark', 'light']],
    ['aff som', ['dark']],
    ['oeuvre', ['works']],
    ['retouches', ['works']],
    ['lients', []],
    ['1234', []],
    ['.*', []],
    ['client zzz', []],
  ])('%s', (typed, ids) => {
    expect(found(typed)).toEqual(ids)
  })
})

describe('the pages', () => {
  it('are all that one can go to', () => {
    const app = path.resolve(import.meta.dirname, '../../app/dashboard')
    const hrefs = readdirSync(app, { recursive: true, encoding: 'utf8' })
      .filter((file) => path.basename(file) === 'page.tsx')
      .map((file) => path.dirname(file).split(path.sep))
      // A page with an id in its address is reached through what it shows; a group is no part of an address.
      .filter((parts) => !parts.some((part) => part.startsWith('[')))
      .map((parts) => ['/dashboard', ...parts.filter((part) => part !== '.' && !part.startsWith('('))].join('/'))
    expect(pages.map(({ href }) => href).toSorted()).toEqual(hrefs.toSorted())
  })
})
