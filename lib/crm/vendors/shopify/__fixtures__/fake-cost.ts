// What a call costs, counted as Shopify documents it, and the bucket that it is taken from.
// https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits
import { type DocumentNode, getNamedType, GraphQLObjectType, type GraphQLSchema, isLeafType, Kind, type OperationDefinitionNode, OperationTypeNode, type SelectionSetNode } from 'graphql'

/** Scalars are free, an object is a point, a connection as many as it is asked for, a change ten. */
export function costOf(schema: GraphQLSchema, document: DocumentNode, variables: Record<string, unknown>): number {
  const fragments = new Map(document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])))
  const operation = document.definitions.find((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION)
  if (operation === undefined) return 0
  function walk(set: SelectionSetNode, typeName: string): number {
    let sum = 0
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value)
        if (fragment !== undefined) sum += walk(fragment.selectionSet, fragment.typeCondition.name.value)
        continue
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        sum += walk(selection.selectionSet, selection.typeCondition?.name.value ?? typeName)
        continue
      }
      const parent = schema.getType(typeName)
      if (!(parent instanceof GraphQLObjectType)) continue
      const field = parent.getFields()[selection.name.value]
      if (field === undefined) continue
      const type = getNamedType(field.type)
      if (isLeafType(type) || selection.selectionSet === undefined) continue
      const inner = walk(selection.selectionSet, type.name)
      if (type.name === 'PageInfo') continue
      if (type.name.endsWith('Connection')) {
        const given = selection.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last')?.value
        const size = given?.kind === Kind.VARIABLE ? Number(variables[given.name.value] ?? 0) : given?.kind === Kind.INT ? Number(given.value) : 0
        sum += size * Math.max(1, inner)
      } else sum += type.name.endsWith('Edge') ? inner : inner + 1
    }
    return sum
  }
  const isChange = operation.operation === OperationTypeNode.MUTATION
  const root = isChange ? 'Mutation' : 'QueryRoot'
  const base = isChange ? 10 * operation.selectionSet.selections.length : 0
  return base + walk(operation.selectionSet, root)
}

export const mostOfOneCall = 1_000

export class FakeBucket {
  readonly maximum: number
  readonly restore: number
  #level: number
  #at = Date.now()
  throttled = 0

  constructor({ maximum, restore }: { maximum: number; restore: number }) {
    this.maximum = maximum
    this.restore = restore
    this.#level = maximum
  }

  #fill(): void {
    const now = Date.now()
    this.#level = Math.min(this.maximum, this.#level + ((now - this.#at) / 1000) * this.restore)
    this.#at = now
  }

  /** False: not enough is there, and nothing is taken. */
  take(cost: number): boolean {
    this.#fill()
    if (this.#level < cost) {
      this.throttled += 1
      return false
    }
    this.#level -= cost
    return true
  }

  status(): { maximumAvailable: number; currentlyAvailable: number; restoreRate: number } {
    this.#fill()
    return { maximumAvailable: this.maximum, currentlyAvailable: Math.floor(this.#level), restoreRate: this.restore }
  }
}
