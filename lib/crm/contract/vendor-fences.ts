// What every vendor owes the rest: a folder, a registry line, the contract; and its name stays at home.

/** A source file by its path from the root, with slashes. */
export interface SourceFile {
  path: string
  text: string
}

export interface VendorNames {
  id: string
  aliases: readonly string[]
}

const folderOf = (path: string): string | null => /^lib\/crm\/vendors\/([^/]+)\//.exec(path)?.[1] ?? null
const isTest = (path: string): boolean => /\.test\.tsx?$|^lib\/test\/|^lib\/crm\/contract\/|^e2e\//.test(path)
const home = (path: string): boolean => folderOf(path) !== null || path === 'lib/crm/registry.ts'

/** Sentences that name what is wrong; empty when all is well. */
export function vendorFaults(files: SourceFile[], vendors: readonly VendorNames[]): string[] {
  const folders = [...new Set(files.flatMap(({ path }) => folderOf(path) ?? []))]
  const registry = files.find(({ path }) => path === 'lib/crm/registry.ts')?.text ?? ''
  const unregistered = folders
    .filter((folder) => !registry.includes(`'./vendors/${folder}'`))
    .map((folder) => `lib/crm/vendors/${folder} is not in the registry`)

  const uncontracted = vendors
    .filter(
      ({ id }) =>
        !files.some(
          ({ path, text }) => folderOf(path) !== null && isTest(path) && text.includes(`runCustomerSystemContract('${id}'`),
        ),
    )
    .map(({ id }) => `no test in a vendor's folder calls the contract for ${id}`)

  const named = files
    .filter(({ path }) => !home(path) && !isTest(path))
    .flatMap(({ path, text }) =>
      vendors
        .flatMap(({ id, aliases }) => [id, ...aliases])
        .filter((name) => new RegExp(`(['"\`])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\1`).test(text))
        .map((name) => `${path} names the vendor ${name}`),
    )
  return [...unregistered, ...uncontracted, ...named]
}
