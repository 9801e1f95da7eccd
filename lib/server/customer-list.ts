// What the list of customers needs beside its lines, and what its filters can be made of.
import 'server-only'
import { findVendor } from '@/lib/crm/registry'
import type { TagCount } from '@/lib/customers/customer-store'
import { type ListFrame, readListFrame } from '@/lib/db/list-frame-repo'
import type { SavedView } from '@/lib/views/saved-view'
import type { DashboardContext } from './context'

export interface LinkedSystem {
  /** Of the connection. */
  id: string
  label: string
}

export interface ListSurroundings {
  /** The shared ones first, then the person's own. */
  views: SavedView[]
  /** What the list opens for this person: a view's id, null when they have not chosen. */
  chosen: string | null
  systems: LinkedSystem[]
  /** The shop's groups by rule. */
  groups: { id: string; label: string }[]
  /** Whatever a filter means by its id. */
  named: { id: string; label: string }[]
}

export async function listFrame({ shop, signedIn }: DashboardContext): Promise<ListSurroundings> {
  const { views, chosen, groups, systems: rows } = await readListFrame(shop.id, signedIn.user.id)
  const systems = systemsOf(rows)
  return { views, chosen, systems, groups, named: [...systems, ...groups] }
}

/** By the system's name; with the account where two of them have one name. */
function systemsOf(systems: ListFrame['systems']): LinkedSystem[] {
  const named = systems.map(({ id, vendor, account }) => ({ id, account, name: findVendor(vendor)?.label ?? vendor }))
  return named.map(({ id, account, name }) => {
    const isAlone = named.filter((other) => other.name === name).length === 1
    return { id, label: isAlone || account === null ? name : `${name} (${account})` }
  })
}

export interface FilterChoices {
  segments: string[]
  tags: Pick<TagCount, 'name' | 'customers'>[]
  systems: LinkedSystem[]
  groups: { id: string; label: string }[]
  languages: string[]
  /** Keys of the shop's own information. */
  own: string[]
}

export async function filterChoices(context: DashboardContext): Promise<FilterChoices> {
  const { store } = context.useCase
  const [segments, tags, { systems, groups }, used] = await Promise.all([
    store.segments(),
    store.tags(),
    listFrame(context),
    store.usedFields(),
  ])
  return { segments, tags: tags.map(({ name, customers }) => ({ name, customers })), systems, groups, ...used }
}
