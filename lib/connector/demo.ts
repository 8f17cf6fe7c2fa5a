// How the demo reaches the system of an entry of a table.

export interface Demo {
  /** Its simulator: a system of the sandbox, or a writer of batch files. */
  simulator: string
  /** Its settings there; absent: those of the settings file that ships. */
  settings?: { use: string; [name: string]: unknown }
  /** For a target that does not store external ids. */
  scope?: 'end-users'
  /** Of a target: the only source whose people fit its users. */
  source?: string
}
