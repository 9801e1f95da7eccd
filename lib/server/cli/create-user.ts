// `user:create`: a person who signs in, with a role in a shop.
import { hashPassword } from '@/lib/auth/password'
import { roles, roleSchema } from '@/lib/auth/roles'
import { normaliseEmail } from '@/lib/customers/identity'
import { addMembership, createUser, findUserByEmail } from '@/lib/db/account-repo'
import { type Command, need, optional, tell, UsageError } from './command'
import { namedShop } from './named-shop'
import { readPassword } from './read-password'

export const createUserCommand: Command = {
  name: 'user:create',
  synopsis: `--tenant SLUG --email EMAIL --role ${roles.join('|')} [--name NAME]`,
  about: {
    fr: 'Ajoute une personne à une boutique (mot de passe demandé, ou première ligne de l’entrée standard) ; affiche {"id","email","role"}.',
    en: 'Adds a person to a shop (password asked, or the first line of standard input); prints {"id","email","role"}.',
  },
  options: { tenant: { type: 'string' }, email: { type: 'string' }, role: { type: 'string' }, name: { type: 'string' } },
  run: async (values) => {
    const typed = need(values, 'email')
    const email = normaliseEmail(typed)
    if (email === null)
      throw new UsageError({ fr: `--email : « ${typed} » n’est pas une adresse.`, en: `--email: "${typed}" is not an address.` })
    const role = roleSchema.safeParse(need(values, 'role'))
    if (!role.success)
      throw new UsageError({
        fr: `--role : choisissez parmi ${roles.join(', ')}.`,
        en: `--role: choose one of ${roles.join(', ')}.`,
      })
    const shop = await namedShop(values)
    const known = await findUserByEmail(email)
    const user =
      known ??
      (await createUser({
        email,
        name: optional(values, 'name') ?? email,
        passwordHash: await hashPassword(await readPassword()),
        locale: null,
      }))
    await addMembership(shop.id, user.id, role.data)
    if (known === null)
      tell({
        fr: `${email} peut se connecter à « ${shop.name} » (${role.data}).`,
        en: `${email} can sign in to "${shop.name}" (${role.data}).`,
      })
    else
      tell({
        fr: `${email} existait déjà : son mot de passe reste, son rôle dans « ${shop.name} » est ${role.data}.`,
        en: `${email} was there already: the password stays, the role in "${shop.name}" is ${role.data}.`,
      })
    return JSON.stringify({ id: user.id, email, role: role.data })
  },
}
