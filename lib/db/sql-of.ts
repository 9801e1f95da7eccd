// Raw statements inside a Prisma transaction, with the same shape as those on the driver: one repository serves both.
import { z } from 'zod'
import type { PrismaTx, SqlTx, SqlValue } from './tenant-db'

/** int8 as a number: the driver gives a number already, Prisma a bigint. */
export const int8Schema = z.union([z.int(), z.bigint()]).transform(Number).pipe(z.int())

/** A moment: a column is a Date already, inside JSON it is an ISO text with its offset. */
export const momentSchema = z.union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))])

// Prisma would send a Date without its offset; an ISO text means the same moment in every session time zone.
const sent = (value: SqlValue): SqlValue => (value instanceof Date ? value.toISOString() : value)

export const sqlOf = (tx: PrismaTx): SqlTx => ({
  rows: async (schema, text, values = []) => z.array(schema).parse(await tx.$queryRawUnsafe(text, ...values.map(sent))),
  run: (text, values = []) => tx.$executeRawUnsafe(text, ...values.map(sent)),
})
