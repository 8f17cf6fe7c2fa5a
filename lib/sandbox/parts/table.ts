// Reads of a table of entries: one value for each entry, under the name of the entry and with its type.

/** The names of the entries, in the order of the table. */
export function entryNames<T extends object>(table: T): (keyof T & string)[]
export function entryNames(table: object): string[] {
  return Object.keys(table)
}

/** One value for each name, as `make` returns it. */
export function mapNames<T extends object, V>(table: T, make: (name: keyof T & string) => V): { [N in keyof T]: V }
export function mapNames(table: object, make: (name: never) => unknown): object {
  const names: never[] = entryNames<Record<never, unknown>>(table)
  return Object.fromEntries(names.map((name) => [name, make(name)]))
}

/** The field `key` of each entry. */
export function column<T extends Record<string, Record<K, unknown>>, K extends string>(
  table: T,
  key: K,
): { [N in keyof T]: T[N][K] }
export function column(table: Record<string, Record<string, unknown>>, key: string): object {
  return mapNames(table, (name) => table[name]![key])
}

/** The result of the method `key` of each entry, called without arguments. */
export function callEach<T extends Record<string, Record<K, () => unknown>>, K extends string>(
  table: T,
  key: K,
): { [N in keyof T]: ReturnType<T[N][K]> }
export function callEach(table: Record<string, Record<string, () => unknown>>, key: string): object {
  return mapNames(table, (name) => table[name]![key]!())
}
