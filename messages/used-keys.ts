// Finds the message keys that source code asks for. A simple scan: it knows `const t = useTranslations('ns')`,
// `await getTranslations('ns')` and `getTranslations({ namespace: 'ns' })`, then `t('key')` and t.rich, t.raw, t.has, t.markup.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Use = { file: string; key: string }
export type Source = { file: string; text: string }

const declaration =
  /(?:const|let)\s+(\w+)\s*=\s*(?:await\s+)?(?:use|get)Translations\(\s*(?:(['"])([\w.]*)\2|\{[^}]*?namespace:\s*(['"])([\w.]*)\4[^}]*\})?/g
const call = /\b(\w+)(?:\.(?:rich|raw|has|markup))?\(\s*(['"])([\w.-]+)\2/g

/** Every key asked for by a literal, with its namespace. */
export function usedKeys({ file, text }: Source): Use[] {
  const known = [...text.matchAll(declaration)].map((match) => ({
    at: match.index,
    variable: match[1],
    namespace: match[3] ?? match[5] ?? '',
  }))
  return [...text.matchAll(call)].flatMap((match) => {
    const translator = known.filter(({ at, variable }) => at < match.index && variable === match[1]).at(-1)
    if (translator === undefined) return []
    return [{ file, key: translator.namespace === '' ? `${match[3]}` : `${translator.namespace}.${match[3]}` }]
  })
}

/** Whether any file may use `key`: in full, or relative beside its namespace, or by a prefix such as `t(\`status.${name}\`)`. */
export function mayUse(sources: Source[], key: string): boolean {
  const parts = key.split('.')
  return sources.some(({ text }) => {
    if (quoted(text, key)) return true
    return parts.some((_, cut) => {
      if (cut === 0 || !quoted(text, parts.slice(0, cut).join('.'))) return false
      const rest = parts.slice(cut)
      if (quoted(text, rest.join('.'))) return true
      return rest.slice(0, -1).some((__, end) => text.includes(`\`${rest.slice(0, end + 1).join('.')}.\${`))
    })
  })
}

const quoted = (text: string, words: string) => text.includes(`'${words}'`) || text.includes(`"${words}"`)

/** TypeScript sources under `folders`, tests and generated code left out. */
export function readSources(root: string, folders: string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => join(folder, path))
      .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|generated/.test(path))
      .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') })),
  )
}
