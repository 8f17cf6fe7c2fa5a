// The kinds of users that a generated Zeenea has, and the names of the odd ones.

/** The number of each kind. All other active people of the directory have an equal user. */
export const zeeneaCounts = {
  missing: 60, // in neither list of Zeenea's
  returned: 15, // only their contact is left
  renamed: 30,
  oddlyNamed: 12, // renamed too: before, they had a name that no careless reader of CSV gets right
  otherSet: 30,
  withoutSet: 20,
  secondSet: 10, // in the right set first, and in another
  shouted: 15, // equal, their address written in other case
  curators: 20, // equal
  departed: 25, // not in the directory, and not of the kind that has to stay
  departedCurators: 3,
  departedOddly: 5,
  superAdmins: 4, // of the instance itself, not in the directory
  contacts: 30, // without access, ever
} as const

/** The set of each group in the directory. A user without a group has Explorer. */
export const setOfGroup: Record<string, string> = { Support: 'Data Steward', Billing: 'Explorer' }

/** Names with commas, quotes, line ends, apostrophes, outer blanks and letters of other scripts. */
const oddNames: [firstName: string, lastName: string][] = [
  ['Ann', 'Lee, Jr.'],
  ['Robert "Bob"', 'Müller'],
  ['Zoë\nMaria', 'van der Berg'],
  ['Łukasz', 'Żółć'],
  ["D'Arcy", 'O\'Neill, "Dr."'],
  ['雅', '王'],
  ['Ольга', 'Петрова'],
  [' Blanks', 'Around '],
  ['José', 'Núñez\r\nPérez'],
  ['=1+1', '@sum'],
  ['', 'Mononym'],
  ['Anna', '""'],
]

/** The odd names, over and over. */
export function oddName(n: number): { firstName: string; lastName: string } {
  const [firstName, lastName] = oddNames[n % oddNames.length]!
  return { firstName, lastName }
}
