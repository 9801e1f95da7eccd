// A shop as it grows in years: families, namesakes and neighbours who are different people, and some who were entered twice.
// The same seed gives the same shop.
import { seededRandom, type SeededRandom } from '@/lib/server/demo/seeded-random'
import type { TestShops } from './shops'

interface Entry {
  id: string
  firstName: string | null
  lastName: string | null
  senderName: string | null
  postcode: string | null
  phones: { value: string; shared: boolean; former: boolean }[]
  emails: { value: string; former: boolean }[]
}

const split = (words: string) => words.split(' ') as [string, ...string[]]
const firstNames = split(
  'Marie Jean Pierre Michel Nathalie Isabelle Sylvie Catherine Philippe Martine Christine Françoise Valérie Sandrine Stéphanie Véronique Sophie Céline Nicolas Christophe Julie Aurélie Émilie Laurence Hélène Julien Camille Thomas Léa Manon Chloé Emma Inès Jade Louise Alice Lina Zoé Élodie Mélanie Anaïs Noémie Clémence Agnès Cécile Gaëlle Maëlys Solène Bérénice Éloïse Thaïs Ophélie Margaux Charlotte Juliette Lucie Mathilde Pauline Sarah Laura Marine Justine Océane Romane Salomé Victoire Adèle Joséphine Yasmine Fatima Aïcha Fatou Nour Mohamed Karim Youssef Ahmed Mehdi Loïc Yann Gwenaël Erwan Sébastien Frédéric Jérôme François Benoît Étienne Anne-Sophie Marie-Claire Jean-Baptiste',
)
const commonLast = split(
  'Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Faure André Mercier Blanc Guérin Boyer Garnier Chevalier Legrand Gauthier Garcia Perrin Robin Clément Morin Henry Roussel Mathieu Masson Marchand Duval Denis Dumont Lemaire Noël Meyer Dufour Nguyễn Wójcik',
)
const stems = split(
  'Beau Mont Rive Chat Bour Lam Per Cham Gui Mar Vill Font Roch Bois Grand Clair Dor Fer Gall Hau Jan Kerv Lann Mal Nor Orm',
)
const middles = split('an bel cour del en fin gar in lou mer nel oi pré quin ric sel tin vier')
const endings = split('ac ard at aud eau el elle er et eux ier in ois on ot oux')
const providers = split('gmail.com orange.fr free.fr hotmail.fr yahoo.fr laposte.net example.org')

const plain = (name: string) =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]/g, '')

class Town {
  readonly #random: SeededRandom
  #made = 0
  #lines = new Set<string>()
  #addresses = new Set<string>()
  constructor(seed: number) {
    this.#random = seededRandom(seed)
  }

  chance(of: number): boolean {
    return this.#random.next() < of
  }
  pick<T>(list: readonly [T, ...T[]]): T {
    return this.#random.pick(list)
  }
  between(low: number, high: number): number {
    return this.#random.between(low, high)
  }
  id(): string {
    this.#made += 1
    return `00000000-0000-7000-8000-${this.#made.toString(16).padStart(12, '0')}`
  }
  lastName(): string {
    return this.chance(0.5) ? this.pick(commonLast) : this.pick(stems) + this.pick(middles) + this.pick(endings)
  }
  phone(): string {
    const value = `+33${this.pick(['6', '6', '7', '1', '2'])}${String(this.between(0, 99_999_999)).padStart(8, '0')}`
    if (this.#lines.has(value)) return this.phone()
    this.#lines.add(value)
    return value
  }
  /** Nobody has it yet; a taken one is given a number, as people do. */
  claim(local: string, domain: string): string {
    const address = `${local}@${domain}`
    if (this.#addresses.has(address)) return this.claim(local + String(this.between(1, 9_999)), domain)
    this.#addresses.add(address)
    return address
  }
  email(first: string, last: string): string {
    const local = this.pick<() => string>([
      () => `${plain(first)}.${plain(last)}`,
      () => `${plain(first).slice(0, 1)}${plain(last)}`,
      () => `${plain(first)}${String(this.between(1, 99))}`,
      () => `${plain(last)}${plain(first)}${String(this.between(50, 99))}`,
      () => `${this.pick(stems).toLowerCase()}${this.pick(endings)}${String(this.between(1, 9999))}`,
    ])()
    return this.claim(local, this.pick(providers))
  }
  /** Some thousand places, the big ones with more people. */
  postcode(): string {
    const place = Math.floor(this.#random.next() ** 2 * 3_000)
    return String(10_000 + place * 29)
  }
}

function person(town: Town, known: Partial<Pick<Entry, 'firstName' | 'lastName' | 'postcode'>> = {}): Entry {
  const [first, last] = [known.firstName ?? town.pick(firstNames), known.lastName ?? town.lastName()]
  const reach = town.between(1, 10)
  return {
    id: town.id(),
    firstName: first,
    lastName: last,
    senderName: null,
    postcode: known.postcode ?? (town.chance(0.6) ? town.postcode() : null),
    phones: reach <= 8 ? [{ value: town.phone(), shared: false, former: false }] : [],
    emails: reach >= 4 ? [{ value: town.email(first, last), former: false }] : [],
  }
}

/** Another letter, one left out, or two swapped; never the first. */
function mistype(town: Town, word: string): string {
  if (word.length < 5) return word
  const at = town.between(1, word.length - 2)
  return town.pick([
    () => word.slice(0, at) + word.slice(at + 1),
    () => word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2),
    () => word.slice(0, at) + (word[at] ?? '') + word.slice(at),
  ])()
}
const plainly = (name: string | null) => name?.normalize('NFKD').replace(/\p{M}/gu, '') ?? null
const moveDigit = (town: Town, phone: string): string => {
  const at = town.between(4, 11)
  return phone.slice(0, at) + String((Number(phone[at]) + town.between(1, 9)) % 10) + phone.slice(at + 1)
}

/** The same person once more, as it happens; null when this one does not have what it takes. */
const again: ((town: Town, one: Entry) => Omit<Entry, 'id'> | null)[] = [
  // One digit wrong at the till, the accent forgotten.
  (town, one) =>
    one.phones[0] === undefined
      ? null
      : {
          ...one,
          firstName: plainly(one.firstName),
          emails: [],
          phones: [{ value: moveDigit(town, one.phones[0].value), shared: false, former: false }],
        },
  // The same mailbox with dots or a tag; a name with a mistake in it.
  (town, one) =>
    one.emails[0] === undefined
      ? null
      : {
          ...one,
          lastName: mistype(town, one.lastName ?? ''),
          phones: [],
          emails: [
            {
              value: town.claim(`${one.emails[0].value.split('@')[0] ?? ''}+boutique`, one.emails[0].value.split('@')[1] ?? ''),
              former: false,
            },
          ],
        },
  // A number taken for one of another country.
  (town, one) =>
    one.phones[0] === undefined
      ? null
      : {
          ...one,
          lastName: mistype(town, one.lastName ?? ''),
          emails: [],
          phones: [{ value: one.phones[0].value.replace('+33', town.pick(['+32', '+41', '+49'])), shared: false, former: false }],
        },
  // Changed provider and kept the telling part; names in each other's place.
  (town, one) => {
    const local = `${plain(one.firstName ?? '').slice(0, 4)}${String(town.between(100, 99_999))}x`
    one.emails = [{ value: town.claim(local, 'orange.fr'), former: false }]
    return {
      ...one,
      firstName: one.lastName,
      lastName: one.firstName,
      phones: [],
      emails: [{ value: town.claim(local, 'gmail.com'), former: false }],
    }
  },
  // The family's number, on two records of one person.
  (_town, one) => {
    if (one.phones[0] === undefined) return null
    one.phones[0].shared = true
    return {
      ...one,
      firstName: plainly(one.firstName),
      emails: [],
      phones: [{ value: one.phones[0].value, shared: true, former: false }],
    }
  },
  // Known by the number she had before.
  (town, one) => {
    if (one.phones[0] === undefined) return null
    const old = one.phones[0].value
    one.phones = [
      { value: town.phone(), shared: false, former: false },
      { value: old, shared: false, former: true },
    ]
    return { ...one, emails: [], phones: [{ value: old, shared: false, former: false }] }
  },
  // One counter has the number, the other the address; both know where she lives.
  (town, one) => {
    one.postcode ??= town.postcode()
    one.phones = [{ value: town.phone(), shared: false, former: false }]
    one.emails = []
    return {
      ...one,
      firstName: one.firstName?.toUpperCase() ?? null,
      phones: [],
      emails: [{ value: town.email(one.firstName ?? '', one.lastName ?? ''), former: false }],
    }
  },
]

/** `planted`: the pairs that are one person. The others are all different people, some of them much alike. */
export function planShop(customers: number, duplicates: number, seed: number): { entries: Entry[]; planted: [string, string][] } {
  const town = new Town(seed)
  const entries: Entry[] = []
  while (entries.length < customers - duplicates) {
    const one = person(town)
    entries.push(one)
    // A family: one name, one town, often one number.
    if (town.chance(0.08)) {
      const other = person(town, { lastName: one.lastName, postcode: one.postcode, firstName: town.pick(firstNames) })
      if (other.firstName === one.firstName) other.firstName = 'Balthazar'
      if (one.phones[0] !== undefined && town.chance(0.4)) {
        one.phones[0].shared = true
        other.phones = [{ ...one.phones[0] }]
      }
      entries.push(other)
    }
    // A namesake elsewhere, with a number and an address of his own.
    if (town.chance(0.03)) {
      const namesake = person(town, { firstName: one.firstName, lastName: one.lastName, postcode: town.postcode() })
      namesake.phones = [{ value: town.phone(), shared: false, former: false }]
      namesake.emails = [{ value: town.email(one.firstName ?? '', one.lastName ?? ''), former: false }]
      entries.push(namesake)
    }
    // Colleagues with numbers in a row.
    if (town.chance(0.02) && one.phones[0] !== undefined) {
      const colleague = person(town, { postcode: one.postcode })
      colleague.phones = [{ value: moveDigit(town, one.phones[0].value), shared: false, former: false }]
      entries.push(colleague)
    }
    // Wrote once and never said who.
    if (town.chance(0.05))
      entries.push({
        ...person(town),
        firstName: null,
        lastName: null,
        postcode: null,
        senderName: town.pick(firstNames),
        emails: [],
      })
  }
  const planted: [string, string][] = []
  const originals = entries.slice(0, customers - duplicates)
  entries.length = originals.length
  const taken = new Set<number>()
  while (planted.length < duplicates) {
    const at = town.between(0, originals.length - 1)
    const one = originals[at]
    if (one === undefined || one.firstName === null || taken.has(at) || one.phones.some(({ shared }) => shared)) continue
    const twin = again[planted.length % again.length]?.(town, one) ?? null
    if (twin === null) continue
    taken.add(at)
    const entry = { ...twin, id: town.id() }
    entries.push(entry)
    planted.push([one.id, entry.id])
  }
  return { entries, planted }
}

/** Writes them without the triggers, which would take most of the time; as if they had been there before we looked. */
export async function writeShop(shops: TestShops, tenantId: string, entries: Entry[]): Promise<void> {
  const client = await shops.backDoor.connect()
  try {
    await client.query('set session_replication_role = replica')
    for (let at = 0; at < entries.length; at += 5_000) {
      const part = JSON.stringify(entries.slice(at, at + 5_000))
      await client.query(
        `insert into "Customer" ("tenantId", id, "firstName", "lastName", metadata, "sortName")
         select $1, e.id, e."firstName", e."lastName", jsonb_strip_nulls(jsonb_build_object('senderName', e."senderName", 'postcode', e.postcode)),
           fold(concat_ws(' ', e."lastName", e."firstName"))
         from jsonb_to_recordset($2::jsonb) as e (id text, "firstName" text, "lastName" text, "senderName" text, postcode text)`,
        [tenantId, part],
      )
      await client.query(
        `insert into "CustomerHandle" ("tenantId", id, "customerId", kind, value, raw, shared, "deletedAt", "reversedDigits")
         select $1, gen_random_uuid()::text, e.id, h.kind, h.value, '', coalesce(h.shared, false), case when h.former then now() end, ''
         from jsonb_to_recordset($2::jsonb) as e (id text, phones jsonb, emails jsonb),
           lateral (select 'phone' as kind, p.* from jsonb_to_recordset(e.phones) as p (value text, shared boolean, former boolean)
             union all select 'email', p.* from jsonb_to_recordset(e.emails) as p (value text, shared boolean, former boolean)) h`,
        [tenantId, part],
      )
    }
    await client.query('set session_replication_role = origin')
  } finally {
    client.release()
  }
}
