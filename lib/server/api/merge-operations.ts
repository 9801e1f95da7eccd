// Two records of one person become one, and apart again.
import { z } from 'zod'
import { mergeChoicesSchema } from '@/lib/customers/merge-choices'
import { customerInPath, idInPath, noFields, nothing, operation } from './operation'
import { mergeDto, undoneMergeDto } from './wire'

export const newMergeSchema = z
  .object({ duplicateId: z.string().min(1).max(200), choices: mergeChoicesSchema.optional() })
  .strict()

export const mergeCustomers = operation({
  id: 'mergeCustomers',
  method: 'POST',
  path: '/customers/{id}/merge',
  tag: 'Merges',
  summary: 'Makes a duplicate part of this customer',
  description:
    'This customer’s fields win unless `choices` says otherwise, empty ones are filled; everything kept with the duplicate goes over.',
  scope: 'customers:write',
  params: customerInPath,
  query: noFields,
  body: newMergeSchema,
  example: { duplicateId: '0199a1b2-0000-7000-8000-000000000002' },
  status: 200,
  response: mergeDto,
})

export const undoMerge = operation({
  id: 'undoMerge',
  method: 'POST',
  path: '/merges/{mergeId}/undo',
  tag: 'Merges',
  summary: 'Takes a merge back, at any time and in any order',
  description: 'Messages that came in since from an identity of the duplicate go back with it; everything else stays.',
  scope: 'customers:write',
  params: z.object({ mergeId: idInPath }).strict(),
  query: noFields,
  body: nothing,
  status: 200,
  response: undoneMergeDto,
  refusals: { 409: 'The merge was undone already, or a phone or e-mail was given away since' },
})
