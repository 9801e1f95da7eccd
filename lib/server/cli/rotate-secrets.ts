// `secrets:rotate`: seals every stored secret with the present APP_SECRET, so that older ones can be forgotten.
import { resealChannelSecrets } from '@/lib/db/channel-repo'
import { resealConnections } from '@/lib/db/reseal-connections'
import { findShop, tenantIds } from '@/lib/db/tenant-repo'
import { type Command, tell } from './command'

export const rotateSecretsCommand: Command = {
  name: 'secrets:rotate',
  synopsis: '',
  about: {
    fr: 'Scelle à nouveau les secrets enregistrés avec APP_SECRET ; les anciens sont lus par APP_SECRET_PREVIOUS. Peut être interrompu et relancé.',
    en: 'Seals the stored secrets again with APP_SECRET; older ones are read through APP_SECRET_PREVIOUS. May be interrupted and run again.',
  },
  options: {},
  run: async () => {
    let [shops, changed] = [0, 0]
    // Each shop's connections and each channel in its own transaction: what was done before an interruption stays done, and is not done again.
    for (const id of await tenantIds()) {
      const shop = await findShop(id)
      if (shop === null) continue
      changed += (await resealChannelSecrets(shop)) + (await resealConnections(shop))
      shops += 1
    }
    tell({
      fr: `${changed} canal(aux) ou connexion(s) scellé(s) à nouveau dans ${shops} boutique(s) ; les autres l’étaient déjà.`,
      en: `${changed} channel(s) or connection(s) sealed again in ${shops} shop(s); the others were already.`,
    })
    return undefined
  },
}
