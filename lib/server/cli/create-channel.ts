// `channel:create`: a door for messages, with its webhook address.
import { channelType, channelTypes } from '@/lib/channels/registry'
import { createChannel } from '@/lib/db/channel-repo'
import { type Command, need, optional, tell, UsageError } from './command'
import { commandLine, namedShop } from './named-shop'

const known = channelTypes.map((type) => type.id)

export const createChannelCommand: Command = {
  name: 'channel:create',
  synopsis: `--tenant SLUG --type ${known.join('|')} [--secret SECRET] [--name NAME]`,
  about: {
    fr: 'Ouvre un canal ; affiche {"id","url"} en JSON, et le secret quand il vient d’être généré.',
    en: 'Opens a channel; prints {"id","url"} as JSON, and the secret when it was made just now.',
  },
  options: { tenant: { type: 'string' }, type: { type: 'string' }, secret: { type: 'string' }, name: { type: 'string' } },
  run: async (values) => {
    const wanted = need(values, 'type')
    const type = channelType(wanted)
    if (type === null)
      throw new UsageError({
        fr: `Le canal « ${wanted} » n’est pas dans cette version. Canaux connus : ${known.join(', ')}.`,
        en: `The channel "${wanted}" is not in this version. Known channels: ${known.join(', ')}.`,
      })
    const given = optional(values, 'secret')
    if (given === undefined && type.secret === 'given')
      throw new UsageError({
        fr: `--secret : donnez le secret que l’expéditeur utilise pour signer (canal ${type.id}).`,
        en: `--secret: give the secret that the sender signs with (channel ${type.id}).`,
      })
    const shop = await namedShop(values)
    const { id, url, secret } = await createChannel(shop, commandLine, {
      type: type.id,
      name: optional(values, 'name') ?? type.id,
      secret: given,
    })
    tell({
      fr: `Canal ouvert pour « ${shop.name} ». Entrez cette adresse chez l’expéditeur : ${url}`,
      en: `Channel opened for "${shop.name}". Enter this address at the sender's: ${url}`,
    })
    return JSON.stringify(given === undefined ? { id, url, secret } : { id, url })
  },
}
