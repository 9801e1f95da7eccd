// /wc/v3/customers of the fake.
// https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/rest-api/Controllers/Version1/class-wc-rest-customers-v1-controller.php
import { randomBytes } from 'node:crypto'
import { checkEmail, checkText, choice, type FakeAnswer, type FakeRequest, fields, ids, need, paged, refuseParam } from './fake-rest'
import { type Address, cleaned, emptyAddress, type FakeCustomer, type FakeShop, gmt, isEmail, local, nextId, Refusal, roles, writeMeta } from './fake-shop'

const base = '/wp-json/wc/v3/customers'
/** Roles whose address and account a key may touch, since 9.5.2. */
const open = ['customer', 'subscriber']

export function answerCustomers(shop: FakeShop, request: FakeRequest, url: string): FakeAnswer | null {
  const { method, path } = request
  if (path === `${base}/batch` && method !== 'GET' && method !== 'DELETE') return batch(shop, request, url)
  const id = new RegExp(`^${base}/(\\d+)$`).exec(path)?.[1]
  if (path === base && method === 'GET') return list(shop, request, url)
  if (path === base && method === 'POST') return created(shop, create(shop, fields(request.body)), url)
  if (id === undefined) return null
  const customer = shop.customers.get(Number(id))
  if (customer === undefined) throw new Refusal(404, 'wc_user_invalid_id', 'Identifiant utilisateur non valide.')
  if (method === 'GET') return { status: 200, body: customerView(customer, url) }
  if (method === 'DELETE') {
    refuseTeam(customer, 'woocommerce_rest_cannot_delete')
    if (request.query.getAll('force').at(-1) !== 'true') throw new Refusal(501, 'woocommerce_rest_trash_not_supported', 'Les clients ne peuvent pas être mis à la corbeille.')
    const view = customerView(customer, url)
    shop.removeCustomer(customer.id)
    return { status: 200, body: view }
  }
  update(shop, customer, fields(request.body))
  return { status: 200, body: customerView(customer, url) }
}

function list(shop: FakeShop, request: FakeRequest, url: string): FakeAnswer {
  const { query } = request
  const role = choice(query, 'role', 'customer', ['all', ...roles])
  const orderby = choice(query, 'orderby', 'name', ['id', 'include', 'name', 'registered_date'])
  const order = choice(query, 'order', 'asc', ['asc', 'desc'])
  const email = checkEmail(query, 'email', (text) => isEmail(text.replaceAll('*', 'x')))
  const search = query.getAll('search').at(-1) ?? ''
  const [include, exclude] = [ids(query, 'include'), ids(query, 'exclude')]
  const like = (pattern: string) => new RegExp(`^${pattern.split('*').map((part) => folded(part).replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's')
  const found = [...shop.customers.values()].filter(
    (customer) =>
      (role === 'all' || customer.role === role) &&
      (include.length === 0 || include.includes(customer.id)) &&
      !exclude.includes(customer.id) &&
      (email !== null
        ? like(email).test(folded(customer.email))
        : search === '' || [customer.username, customer.email, customer.displayName].some((text) => like(`*${search}*`).test(folded(text)))),
  )
  const keys: Record<string, (customer: FakeCustomer) => string | number> = {
    id: ({ id }) => id,
    include: ({ id }) => include.indexOf(id),
    name: ({ displayName }) => displayName,
    registered_date: ({ createdAt }) => createdAt,
  }
  const key = keys[orderby] ?? (({ id }) => id)
  found.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (order === 'desc' ? -1 : 1))
  return paged(found, request, url, (customer) => customerView(customer, url))
}

/** As utf8mb4_unicode_520_ci compares. */
const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

function create(shop: FakeShop, body: Record<string, unknown>): FakeCustomer {
  need(body, ['email', ...(shop.generatesUsername ? [] : ['username']), ...(shop.generatesPassword ? [] : ['password'])])
  check(body)
  const email = String(body.email)
  if (!isEmail(email)) throw new Refusal(400, 'registration-error-invalid-email', 'Veuillez fournir une adresse e-mail valide.')
  if (shop.byEmail(email) !== undefined) throw new Refusal(400, 'registration-error-email-exists', `Un compte est déjà enregistré avec ${email}.`)
  const username = typeof body.username === 'string' && body.username !== '' ? body.username : `${email.split('@')[0] ?? ''}-${randomBytes(2).toString('hex')}`
  if ([...shop.customers.values()].some((other) => other.username === username)) throw new Refusal(400, 'registration-error-username-exists', 'Ce nom est pris.')
  const at = shop.now()
  const customer: FakeCustomer = {
    ...{ id: nextId(), email, first_name: '', last_name: '', role: 'customer', username, displayName: username, meta: [] },
    billing: { ...emptyAddress(), email: '' },
    shipping: emptyAddress(),
    ...{ createdAt: at, modifiedAt: at },
  }
  writeFields(customer, body)
  shop.customers.set(customer.id, customer)
  shop.mails += 1
  shop.onEvent('customer.created', customer)
  return customer
}

const created = (_shop: FakeShop, customer: FakeCustomer, url: string): FakeAnswer => ({
  status: 201,
  body: customerView(customer, url),
  headers: { location: `${url}${base}/${customer.id}` },
})

function refuseTeam({ role }: FakeCustomer, code: string): void {
  if (!open.includes(role)) throw new Refusal(403, code, `Les comptes de rôle ${role} ne peuvent pas être touchés ici.`)
}

function update(shop: FakeShop, customer: FakeCustomer, body: Record<string, unknown>): void {
  check(body)
  const { email } = body
  if (typeof email === 'string' && email !== customer.email) refuseTeam(customer, 'woocommerce_rest_cannot_edit')
  if (typeof email === 'string' && email !== '' && email !== customer.email && shop.byEmail(email) !== undefined)
    throw new Refusal(400, 'woocommerce_rest_customer_invalid_email', 'Adresse e-mail non valide.')
  if (typeof body.username === 'string' && body.username !== '' && body.username !== customer.username)
    throw new Refusal(400, 'woocommerce_rest_customer_invalid_argument', 'Le nom d’utilisateur ne se change pas.')
  if (typeof email === 'string') {
    if (!isEmail(email)) throw new Refusal(400, 'customer_invalid_email', 'Adresse e-mail non valide')
    customer.email = email
  }
  writeFields(customer, body)
  customer.modifiedAt = shop.now()
  shop.onEvent('customer.updated', customer)
}

const addressNames = Object.keys(emptyAddress())

function check(body: Record<string, unknown>): void {
  checkText(body, ['email', 'first_name', 'last_name', 'username', 'password'])
  for (const name of ['billing', 'shipping']) {
    const given = body[name]
    if (given === undefined || given === null) continue
    if (typeof given !== 'object' || Array.isArray(given)) throw refuseParam(name)
    checkText(fields(given), [...addressNames, 'email'])
    const { email } = fields(given)
    if (name === 'billing' && typeof email === 'string' && email !== '' && !isEmail(email)) throw refuseParam('billing')
  }
  if (body.meta_data !== undefined && !Array.isArray(body.meta_data)) throw refuseParam('meta_data')
}

/** isset(): null is as if nothing was said. */
function writeFields(customer: FakeCustomer, body: Record<string, unknown>): void {
  if (typeof body.first_name === 'string') customer.first_name = cleaned(body.first_name)
  if (typeof body.last_name === 'string') customer.last_name = cleaned(body.last_name)
  writeAddress(customer.billing, fields(body.billing), [...addressNames, 'email'])
  writeAddress(customer.shipping, fields(body.shipping), addressNames)
  if (!Array.isArray(body.meta_data)) return
  for (const row of body.meta_data) {
    const { key, value } = fields(row)
    if (typeof key === 'string') writeMeta(customer.meta, key, value ?? null)
  }
}

function writeAddress(address: Address, given: Record<string, unknown>, names: readonly string[]): void {
  for (const name of names) if (typeof given[name] === 'string') Object.assign(address, { [name]: given[name] })
}

function batch(shop: FakeShop, { body }: FakeRequest, url: string): FakeAnswer {
  const parts = { create: [] as unknown[], update: [] as unknown[], delete: [] as unknown[] }
  for (const name of ['create', 'update', 'delete'] as const) {
    const given = fields(body)[name]
    if (Array.isArray(given)) parts[name] = given
  }
  if (parts.create.length + parts.update.length + parts.delete.length > 100)
    throw new Refusal(413, 'woocommerce_rest_request_entity_too_large', 'Impossible d’accepter plus de 100 éléments pour cette requête.')
  const attempt = (id: number, work: () => FakeCustomer): unknown => {
    try {
      return customerView(work(), url)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { id, error: error.body }
    }
  }
  const needCustomer = (id: number): FakeCustomer => {
    const customer = shop.customers.get(id)
    if (customer === undefined) throw new Refusal(404, 'wc_user_invalid_id', 'Identifiant utilisateur non valide.')
    return customer
  }
  const answer = {
    create: parts.create.map((row) => attempt(0, () => create(shop, fields(row)))),
    update: parts.update.map((row) => {
      const id = Number(fields(row).id)
      return attempt(id, () => {
        const customer = needCustomer(id)
        update(shop, customer, fields(row))
        return customer
      })
    }),
    delete: parts.delete.map((given) => {
      const id = Number(given)
      return attempt(id, () => {
        const customer = needCustomer(id)
        refuseTeam(customer, 'woocommerce_rest_cannot_delete')
        shop.removeCustomer(id)
        return customer
      })
    }),
  }
  return { status: 200, body: Object.fromEntries(Object.entries(answer).filter(([, rows]) => rows.length > 0)) }
}

export const customerView = (customer: FakeCustomer, url: string): Record<string, unknown> => ({
  id: customer.id,
  date_created: local(customer.createdAt),
  date_created_gmt: gmt(customer.createdAt),
  date_modified: local(customer.modifiedAt),
  date_modified_gmt: gmt(customer.modifiedAt),
  email: customer.email,
  first_name: customer.first_name,
  last_name: customer.last_name,
  role: customer.role,
  username: customer.username,
  billing: { ...customer.billing },
  shipping: { ...customer.shipping },
  is_paying_customer: false,
  avatar_url: 'https://secure.gravatar.com/avatar/?s=96&d=mm&r=g',
  meta_data: customer.meta.map((row) => ({ ...row })),
  _links: { self: [{ href: `${url}${base}/${customer.id}` }], collection: [{ href: `${url}${base}` }] },
})
