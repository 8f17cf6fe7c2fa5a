// The imports of TypeScript files, read from their text: a graph of files, and the first way in which it breaks a rule.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { codeOf } from './source-text.ts'

/** The files that each file imports, by path from the root of the project; ascending. */
export type Imports = ReadonlyMap<string, readonly string[]>

export interface Source {
  /** The files that it imports, by path from the root of the project. */
  files: string[]
  /** The packages and the modules of Node that it imports. */
  modules: string[]
  /** Imports whose specifier cannot be read from the text. */
  unread: string[]
  /** The text without comments and without the content of strings. */
  code: string
}

const WORD = /(?<![\w$#]|(?<!\.\.)\.)(?:import|export|require)\b(?!\s*[:?.])|\bcreateRequire\b/g
/** From the word to the quote of the specifier. */
const IMPORT = /import\b(?:\s*\(|(?:[^'"`;({]|\{[^}]*\})*?\bfrom\b)?\s*(?=['"`])/y
const EXPORT = /export\s*(?:type\b\s*)?(?:\{[^}]*\}|\*[^'"`;]*?)\s*from\s*(?=['"`])/y
const CLOSED = /(['"`]) *\1/y

/** Reads the imports of `file` from its text. */
export function readSource(file: string, text: string): Source {
  const code = codeOf(text)
  const source: Source = { files: [], modules: [], unread: [], code }
  for (const { 0: word, index } of code.matchAll(WORD)) {
    const form = word === 'import' ? IMPORT : EXPORT
    form.lastIndex = index
    const start = form.exec(code)
    CLOSED.lastIndex = form.lastIndex
    const literal = start ? CLOSED.exec(code) : null
    const specifier = literal ? text.slice(literal.index + 1, literal.index + literal[0].length - 1) : null
    const isCall = start !== null && /\(\s*$/.test(start[0])
    const isWhole = !isCall || /^\s*[,)]/.test(code.slice(CLOSED.lastIndex))
    if (word === 'export' && start === null) continue // declares something
    if (specifier === null || !isWhole || /^#|[\\]/.test(specifier) || !word.endsWith('port'))
      source.unread.push(text.slice(index, index + 60).split('\n')[0]!)
    else if (specifier.startsWith('.')) source.files.push(normalize(join(dirname(file), specifier)))
    else source.modules.push(specifier)
  }
  return source
}

/** Reads all TypeScript files below `folders` of `root`, ascending by path. */
export function readSources(root: string, folders: readonly string[]): Map<string, Source> {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  )
  return new Map(files.sort().map((file) => [file, readSource(file, readFileSync(join(root, file), 'utf8'))]))
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
