// Tags and segment of one customer. Two people tagging at once lose nothing: tags are rows.
import { z } from 'zod'
import { notFound } from '@/lib/shared/errors'
import { type Customer, tagNameSchema } from './customer'
import { parseInput } from './parse-input'
import type { UseCase } from './use-case'

export const tagListSchema = z.object({ tags: z.array(tagNameSchema).min(1).max(100) }).strict()

async function changeTags(useCase: UseCase, id: string, names: string[], add: boolean): Promise<Customer> {
  const { tags } = parseInput(tagListSchema, { tags: names })
  return useCase.store.write(async (tx) => {
    if ((await tx.lock(id)) === null) throw notFound('customer')
    const changed = add ? await tx.addTags(id, tags) : await tx.removeTags(id, tags)
    if (changed.length > 0) {
      await tx.updateCustomer(id, {})
      await tx.insertActivity({
        customerId: id,
        type: add ? 'tag_added' : 'tag_removed',
        channel: null,
        description: changed.join(', '),
        timestamp: useCase.clock(),
        metadata: { tags: changed, by: useCase.actor.name },
      })
      await tx.audit(add ? 'tag.add' : 'tag.remove', 'customer', id, { tags: changed })
      await tx.announce({ kind: 'customer', customerId: id })
    }
    const customer = await tx.get(id)
    if (customer === null) throw notFound('customer')
    return customer
  })
}

/** Adds tags by name (created when new; case and accents do not make another tag). Throws `not_found` or `invalid`. */
export const addTags = (useCase: UseCase, id: string, names: string[]): Promise<Customer> => changeTags(useCase, id, names, true)

/** Takes tags away; names the customer does not have are ignored. Throws `not_found` or `invalid`. */
export const removeTags = (useCase: UseCase, id: string, names: string[]): Promise<Customer> =>
  changeTags(useCase, id, names, false)
