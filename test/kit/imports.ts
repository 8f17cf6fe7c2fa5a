// The imports of bin/ and lib/, read from their lines: a graph of files, and the first way in which it breaks a rule.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** The files that each file imports, by path from the root of the project; ascending. */
export type Imports = ReadonlyMap<string, readonly string[]>

const IMPORT = /(?:^import\s[^'"]*?|^export\s[^'"]*?\sfrom\s|\bimport\(\s*)['"](\.[^'"]+)['"]/gm

/** The files that the text of `file` imports; packages and Node's own modules are left out. */
export const importsOf = (file: string, text: string): string[] =>
  [...text.matchAll(IMPORT)].map(([, specifier]) => normalize(join(dirname(file), specifier!)))

/** Reads all TypeScript files below `folders` of `root`. */
export function readImports(root: string, folders: readonly string[]): Imports {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  )
  return new Map(files.sort().map((file) => [file, importsOf(file, readFileSync(join(root, file), 'utf8'))]))
}

/** The first circle, as the path that leads from a node back to it; null where there is none. */
export function findCircle(graph: ReadonlyMap<string, Iterable<string>>): string[] | null {
  const done = new Set<string>()
  const visit = (node: string, path: readonly string[]): string[] | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node]
    if (done.has(node)) return null
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next, [...path, node])
      if (circle) return circle
    }
    done.add(node)
    return null
  }
  for (const node of graph.keys()) {
    const circle = visit(node, [])
    if (circle) return circle
  }
  return null
}

/** The imports between the folders that lie side by side in `folder`, each with all that is below it. */
export function foldersIn(imports: Imports, folder: string): Map<string, Set<string>> {
  const start = folder === '.' ? '' : `${folder}/`
  const folderOf = (file: string) => {
    const [name, ...below] = file.startsWith(start) ? file.slice(start.length).split('/') : []
    return below.length > 0 ? name! : null
  }
  const graph = new Map<string, Set<string>>()
  for (const [file, targets] of imports) {
    const from = folderOf(file)
    if (from === null) continue
    const found = graph.get(from) ?? new Set()
    graph.set(from, found)
    for (const to of targets.map(folderOf)) if (to !== null && to !== from) found.add(to)
  }
  return graph
}
