// Prisma's schema engine as WebAssembly, with what its PostgreSQL adapter needs to serve it fully.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const FINISH = `update "_prisma_migrations" set finished_at = clock_timestamp() where finished_at is null and rolled_back_at is null`
const CATALOGUE_CHAR = 18
const CHAR = 1042

/**
 * Prisma's adapter cuts a script at every semicolon, those inside functions and comments too. Here a
 * script goes out whole: PostgreSQL then runs it in one transaction, and FINISH in the same one, so that
 * a migration is either applied and noted or neither, wherever the power fails.
 */
function sendScriptsWhole(adapter, migrations) {
  adapter.executeScript = async (script) => {
    try {
      await adapter.client.query(migrations.has(script) ? `${script}\n;${FINISH}` : script)
    } catch (error) {
      adapter.onError(error)
    }
  }
}

/** The adapter refuses the catalogue's one-letter type "char", which the engine reads when it describes a database. */
function readCatalogueChars(adapter, characterType) {
  const columns = new WeakMap()
  const [performIO, queryRaw] = [adapter.performIO.bind(adapter), adapter.queryRaw.bind(adapter)]
  adapter.performIO = async (statement) => {
    const result = await performIO(statement)
    const fields = result.fields.filter((field) => field.dataTypeID === CATALOGUE_CHAR)
    columns.set(
      result.rows,
      fields.map((field) => result.fields.indexOf(field)),
    )
    for (const field of fields) field.dataTypeID = CHAR
    return result
  }
  adapter.queryRaw = async (statement) => {
    const result = await queryRaw(statement)
    for (const index of columns.get(result.rows) ?? []) result.columnTypes[index] = characterType
    return result
  }
}

const LOADED = Symbol.for('coccinelle.schema-engine')

/**
 * The bindings keep one instance in module variables: a process has one engine module, whatever it is asked for. On the
 * global object, because vitest loads this file once a project: a second instance would read the first one's memory.
 */
function loadBindings() {
  globalThis[LOADED] ??= instantiate()
  return globalThis[LOADED]
}

async function instantiate() {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const file = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm')
  const { instance } = await WebAssembly.instantiate(readFileSync(file), { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  globalThis.PRISMA_WASM_PANIC_REGISTRY ??= { set_message: (text) => process.stderr.write(`${text}\n`) }
  instance.exports.__wbindgen_start()
  return bindings
}

/** The engine leaves its ten-second lock timer behind; it must not keep a finished command waiting. */
async function withoutLeftTimers(work) {
  const timers = []
  const { setTimeout: plain } = globalThis
  globalThis.setTimeout = (...args) => {
    const timer = plain(...args)
    timers.push(timer)
    return timer
  }
  try {
    return await work()
  } finally {
    globalThis.setTimeout = plain
    for (const timer of timers) timer.unref()
  }
}

/**
 * Runs `work` with the schema engine connected to a database.
 * @param {string} schema the path of schema.prisma
 * @param {(engine: object) => Promise<T>} work
 * @param {string[]} [migrations] the texts of migrations that `work` applies
 * @returns {Promise<T>}
 * @template T
 */
export async function withEngine(url, schema, work, migrations = []) {
  const [bindings, { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum }, { PrismaPg }, { default: pg }] = await Promise.all([
    loadBindings(),
    import('@prisma/driver-adapter-utils'),
    import('@prisma/adapter-pg'),
    import('pg'),
  ])
  const pool = new pg.Pool({ connectionString: url })
  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    sendScriptsWhole(adapter, new Set(migrations))
    readCatalogueChars(adapter, ColumnTypeEnum.Character)
    return adapter
  }
  const datamodels = [['schema.prisma', readFileSync(schema, 'utf8')]]
  const engine = await bindings.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory))
  try {
    return await withoutLeftTimers(() => work(engine))
  } finally {
    engine.free()
    await pool.end()
  }
}
