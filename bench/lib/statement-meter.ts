// Adds up the time that this process waits for the database.
import pg from 'pg'

let milliseconds = 0

/** Times every query that the driver sends from now on, Prisma's included: it uses the same driver. */
export function meterStatements(): void {
  const query: unknown = Reflect.get(pg.Client.prototype, 'query')
  if (typeof query !== 'function') throw new Error('the driver has no query to time')
  Object.defineProperty(pg.Client.prototype, 'query', {
    configurable: true,
    value: function metered(this: pg.Client, ...args: unknown[]): unknown {
      const start = performance.now()
      const done = (): void => {
        milliseconds += performance.now() - start
      }
      const callback = args.at(-1)
      if (typeof callback === 'function') {
        args[args.length - 1] = (...answer: unknown[]): unknown => {
          done()
          const result: unknown = Reflect.apply(callback, undefined, answer)
          return result
        }
        return Reflect.apply(query, this, args)
      }
      const asked: unknown = Reflect.apply(query, this, args)
      if (asked instanceof Promise) asked.then(done, done)
      return asked
    },
  })
}

/** Milliseconds spent waiting for the database while `work` runs, alone in this process. */
export async function databaseTime(work: () => Promise<unknown>): Promise<number> {
  milliseconds = 0
  await work()
  return milliseconds
}
