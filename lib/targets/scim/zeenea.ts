// What Zeenea's SCIM takes, known before the wire (Zeenea, SCIM API). Pure.

/** What the settings lack that Zeenea's SCIM needs; null: nothing. */
export function zeeneaProblem({
  attributes,
  removal,
}: {
  attributes: Record<string, string>
  removal: string
}): string | null {
  if (removal !== 'delete') return 'Zeenea deactivates nobody: expected "removal": "delete"'
  const paths = Object.values(attributes).map((path) => path.toLowerCase())
  const lacking = ['name.givenName', 'name.familyName'].find((path) => !paths.includes(path.toLowerCase()))
  return lacking === undefined ? null : `Zeenea makes the name of its parts: expected ${lacking} among attributes`
}
