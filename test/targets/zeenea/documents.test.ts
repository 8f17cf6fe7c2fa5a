// What Zeenea is asked: the documents of its documentation, and what no sample shows; values of people go as variables.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { type ASTNode, buildClientSchema, getIntrospectionQuery, parse, validate, visit } from 'graphql'
import * as assert from 'uvu/assert'
import type { Sandbox } from '../../../lib/sandbox/sandbox.ts'
import { documentOf, graphqlOperations, type OperationName } from '../../../lib/targets/zeenea/documents.ts'
import { INTROSPECTION, typesOf } from '../../../lib/targets/zeenea/schema.ts'
import { ROOT } from '../../kit/documents.ts'
import { parameters } from '../../kit/random.ts'
import { sample } from '../../kit/samples.ts'
import { compared, synced } from '../../kit/stages.ts'
import { suite } from '../../kit/suite.ts'
import { against } from '../../kit/wire.ts'
import { graphqlOf, zeeneaWith, zeeneaWorld } from '../../kit/zeenea.ts'
import {
  documents as documentsOf,
  personOf,
  toZeenea,
  userNamed,
  variablesOf,
  worldOf,
  writes,
} from '../../kit/zeenea-target.ts'

const documents = suite('Zeenea: documents')

/** The operations that a published sample shows, and what stands there where we have a variable. */
const PUBLISHED: Partial<Record<OperationName, Record<string, string>>> = {
  listPermissionSets: {},
  createAllUsersExport: {},
  loadUsersExportStatus: { exportId: '764f09dd-92c7-4cbe-9fbe-4c639387c929' },
  loadUserById: { id: '4b89b2de-1b0c-4239-87be-2355880557ab' },
  deleteUserByEmail: { email: 'mynewuser@zeenea.com' },
}
const names = Object.keys(graphqlOperations) as OperationName[]
const unpublished = names.filter((name) => !(name in PUBLISHED))

/** The text of a published sample; null where there is none, which is noted. */
function published(name: string): string | null {
  const file = sample(`document ${name} of Zeenea`, 'zeenea', 'documents', `${name}.graphql`)
  return file === null ? null : readFileSync(file, 'utf8')
}

const sentBy = async (box: Sandbox) => {
  const schema = (await graphqlOf(box)(INTROSPECTION)).at('data.__schema')
  return (name: OperationName) => documentOf(graphqlOperations[name], typesOf(schema, graphqlOperations[name]))
}

/** A document as JSON without places, changed by `change`. */
const plain = (text: string, change: (key: string, value: Node) => unknown): unknown =>
  JSON.parse(JSON.stringify(parse(text, { noLocation: true })), change)

interface Node {
  kind?: string
  name?: { value: string }
}

/** Literals for its variables, and no declarations of these; how a text is quoted makes no difference. */
const literal = (text: string, values: Record<string, string> = {}) =>
  plain(text, (key, value) => {
    if (key === 'variableDefinitions' || key === 'block') return undefined
    return value?.kind === 'Variable' ? { kind: 'StringValue', value: values[value.name!.value] } : value
  })

/** What is asked for in return. */
const result = (text: string) =>
  plain(text, (key, value) => (key === 'variableDefinitions' || key === 'arguments' ? undefined : value))

/** The fields of the first input in a document. */
function inputFields(text: string): string[] {
  const found: string[] = []
  visit(parse(text), {
    ObjectField: ({ name }, _key, _parent, _path, ancestors) => {
      const depth = (ancestors as ASTNode[]).filter(({ kind }) => kind === 'ObjectValue').length
      if (depth === 1) found.push(name.value)
    },
  })
  return found.sort()
}

documents('what is sent is what the documentation shows, with a variable for each value', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const sent = await sentBy(box)
    for (const [name, values] of Object.entries(PUBLISHED)) {
      const text = published(name)
      if (text !== null) assert.equal(literal(sent(name as OperationName), values), literal(text), name)
    }
  }),
)

documents('an upsert has the fields that the sample of createUser has, and asks for the same', () =>
  against(zeeneaWorld(), {}, async (box) => {
    const text = published('createUser')
    if (text === null) return
    const sent = (await sentBy(box))('upsertUser')
    assert.equal(inputFields(sent), inputFields(text))
    assert.equal(result(sent), result(text.replace('createUser', 'upsertUser')))
  }),
)

documents('all of them are valid, whatever types the instance has for ids and addresses', async () => {
  for (const options of [{}, zeeneaWith({ scalars: 'own' }), zeeneaWith({ permissionSetRequired: true })]) {
    await against(zeeneaWorld(), options, async (box) => {
      const schema = buildClientSchema((await graphqlOf(box)(getIntrospectionQuery())).at('data') as never)
      const sent = await sentBy(box)
      for (const name of names) assert.equal(validate(schema, parse(sent(name))), [], name)
    })
  }
})

documents('those without a sample are in docs/not-confirmed.md', () => {
  const page = readFileSync(join(ROOT, 'docs', 'not-confirmed.md'), 'utf8')
  const [table = ''] = page.split('## Zeenea\n\n')[1]?.split('\n\n') ?? []
  assert.equal(unpublished.sort(), ['deleteUserById', 'loadUserByEmail', 'upsertUser'])
  for (const name of unpublished) assert.match(table, `\`${name}\``)
})

documents('no value of a person is in a document, whatever it is: all go as variables', () => {
  const start = { people: [personOf(50)], equal: 0 }
  return toZeenea(worldOf(start), async (here) => {
    const marked = fc.string({ unit: fc.constantFrom('"', '}', '{', '\n', '\\', "'", '$', '(', '#', ',', 'é', 'x') })
    const odd = marked.map((text) => `<${text}>`)
    const usual = async () => {
      await compared(here)
      assert.is((await synced(here)).code, 0)
      return new Set(documentsOf(here))
    }
    await usual()
    here.box.world.directory.users[0]!['name'] = { givenName: 'Other', familyName: 'Name' }
    const known = await usual()
    await fc.assert(
      fc.asyncProperty(odd, odd, async (givenName, familyName) => {
        here.box.world.directory.users[0]!['name'] = { givenName, familyName }
        here.box.requests.length = 0
        const sent = await usual()
        assert.equal(
          [...sent].filter((document) => !known.has(document)),
          [],
        )
        const { firstName, lastName } = userNamed(here, 'person50@acme.test')!
        assert.equal([firstName, lastName], [givenName, familyName])
        for (const write of writes(here)) assert.is(variablesOf(write)['firstName'], givenName)
      }),
      parameters(8),
    )
  })
})

documents.run()
