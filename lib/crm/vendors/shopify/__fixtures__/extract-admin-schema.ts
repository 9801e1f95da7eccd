// Cuts Shopify's published Admin schema down to what our operations touch: `tsx …/extract-admin-schema.ts admin_2026-10.json.gz`.
// The file is in the npm package @shopify/dev-mcp 1.16.0 (ISC), dist/data; the package itself would bring all of Shopify's
// command line with it. Whole types stay, with what is deprecated in them; fields that lead elsewhere, and all prose, go.
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  buildClientSchema,
  getNamedType,
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLObjectType,
  GraphQLScalarType,
  type IntrospectionQuery,
  type GraphQLNamedType,
  isLeafType,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { z } from 'zod'
import { apiVersion } from '../api-version'
import { bulkCustomers, bulkOrders, operationsFor } from '../operations'

const [, , path = ''] = process.argv
const fileSchema = z.object({ data: z.custom<IntrospectionQuery>() })
const published = buildClientSchema(fileSchema.parse(JSON.parse(gunzipSync(readFileSync(path)).toString('utf8'))).data)
const documents = [...Object.values(operationsFor(['custom.size'])).map(({ text }) => text), bulkCustomers(['custom.size']), bulkOrders].map((text) => parse(text))

const kept = new Set<string>(['Event', 'BasicEvent', 'Node'])
const usedRootFields = new Set<string>()
for (const document of documents) {
  const faults = validate(published, document)
  if (faults.length > 0) throw new Error(faults.join('\n'))
  const info = new TypeInfo(published)
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: () => {
        const [parent, field] = [info.getParentType(), info.getFieldDef()]
        if (parent === null || parent === undefined || field === null || field === undefined) return
        kept.add(parent.name)
        if (['QueryRoot', 'Mutation'].includes(parent.name)) usedRootFields.add(field.name)
        const named = getNamedType(field.type)
        if (!isLeafType(named)) kept.add(named.name)
      },
    }),
  )
}

/** Input types are kept with all that they can hold. */
function keepInput(type: GraphQLNamedType): void {
  if (!(type instanceof GraphQLInputObjectType) || kept.has(type.name)) return
  kept.add(type.name)
  for (const field of Object.values(type.getFields())) keepInput(getNamedType(field.type))
}
const fitsIn = (type: GraphQLNamedType): boolean => isLeafType(type) || kept.has(type.name)
for (const name of [...kept]) {
  const type = published.getType(name)
  if (!(type instanceof GraphQLObjectType)) continue
  for (const field of Object.values(type.getFields()))
    if (!['QueryRoot', 'Mutation'].includes(name) || usedRootFields.has(field.name)) if (fitsIn(getNamedType(field.type))) for (const { type: given } of field.args) keepInput(getNamedType(given))
}

const lines: string[] = []
const used = new Set<string>()
const leaf = (type: GraphQLNamedType): void => {
  if (isLeafType(type)) used.add(type.name)
}
const reason = (text: string | null | undefined): string => (text === null || text === undefined ? '' : ` @deprecated(reason: ${JSON.stringify(text.replace(/\s+/g, ' ').trim())})`)
const argsOf = (field: { args: readonly { name: string; type: unknown; defaultValue?: unknown; deprecationReason?: string | null | undefined }[] }): string => {
  const args = field.args.map(({ name, type, defaultValue, deprecationReason }) => {
    const value = defaultValue === undefined ? '' : ` = ${typeof defaultValue === 'string' && !/^[A-Z_]+$/.test(defaultValue) ? JSON.stringify(defaultValue) : JSON.stringify(defaultValue).replaceAll('"', '')}`
    return `${name}: ${String(type)}${value}${reason(deprecationReason)}`
  })
  return args.length === 0 ? '' : `(${args.join(', ')})`
}
for (const name of [...kept].sort()) {
  const type = published.getType(name)
  if (type instanceof GraphQLObjectType || type instanceof GraphQLInterfaceType) {
    const isRoot = name === 'QueryRoot' || name === 'Mutation'
    const fields = Object.values(type.getFields()).filter((field) => (isRoot ? usedRootFields.has(field.name) : fitsIn(getNamedType(field.type))))
    for (const field of fields) for (const one of [field, ...field.args]) leaf(getNamedType(one.type))
    const interfaces = type.getInterfaces().map((one) => one.name).filter((one) => kept.has(one))
    lines.push(`${type instanceof GraphQLObjectType ? 'type' : 'interface'} ${name}${interfaces.length === 0 ? '' : ` implements ${interfaces.join(' & ')}`} {`)
    for (const field of fields) lines.push(`  ${field.name}${argsOf(field)}: ${String(field.type)}${reason(field.deprecationReason)}`)
    lines.push('}')
  } else if (type instanceof GraphQLInputObjectType) {
    const fields = Object.values(type.getFields())
    for (const field of fields) leaf(getNamedType(field.type))
    lines.push(`input ${name}${type.isOneOf ? ' @oneOf' : ''} {`)
    for (const { name: field, type: of, defaultValue, deprecationReason } of fields)
      lines.push(`  ${argsOf({ args: [{ name: field, type: of, defaultValue, deprecationReason }] }).slice(1, -1)}`)
    lines.push('}')
  }
}
for (const name of [...used].sort()) {
  const type = published.getType(name)
  if (type instanceof GraphQLScalarType && !['ID', 'Int', 'Float', 'String', 'Boolean'].includes(name)) lines.push(`scalar ${name}`)
  if (type instanceof GraphQLEnumType) {
    lines.push(`enum ${name} {`, ...type.getValues().map((value) => `  ${value.name}${reason(value.deprecationReason)}`), '}')
  }
}
const head = [
  `# Shopify Admin GraphQL ${apiVersion}, cut down by extract-admin-schema.ts from @shopify/dev-mcp 1.16.0 (ISC, Shopify Inc.).`,
  'schema { query: QueryRoot mutation: Mutation }',
]
writeFileSync(new URL('admin-schema.graphql', import.meta.url), `${[...head, ...lines].join('\n')}\n`)
