// The schemas of the standard (RFC 7643, 4) and of Bizagi.

import { complex, flag, plural, READ_ONLY, type Schema, scimAttribute, texts } from './attributes.ts'

const reference = { type: 'reference' as const, caseExact: true }
const personal = ['work', 'home', 'other']

export const userSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  description: 'User Account',
  attributes: [
    scimAttribute('userName', { required: true, uniqueness: 'server' }),
    complex('name', texts('formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix')),
    ...texts('displayName', 'nickName'),
    scimAttribute('profileUrl', reference),
    ...texts('title', 'userType', 'preferredLanguage', 'locale', 'timezone'),
    flag('active'),
    scimAttribute('password', { mutability: 'writeOnly', returned: 'never' }),
    plural('emails', personal),
    plural('phoneNumbers', ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
    plural('ims', []),
    plural('photos', ['photo', 'thumbnail'], reference),
    complex(
      'addresses',
      [
        ...texts('formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'),
        scimAttribute('type', { canonicalValues: personal }),
        flag('primary'),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      ['value', '$ref', 'display', 'type'].map((name) =>
        scimAttribute(name, { ...READ_ONLY, caseExact: name === 'value' }),
      ),
      { ...READ_ONLY, multiValued: true },
    ),
    plural('entitlements', []),
    plural('roles', []),
    plural('x509Certificates', [], { type: 'binary', caseExact: true }),
  ],
}

export const enterprise: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    ...texts('employeeNumber', 'costCenter', 'organization', 'division', 'department'),
    complex('manager', [
      scimAttribute('value', { caseExact: true }),
      scimAttribute('$ref', reference),
      scimAttribute('displayName', READ_ONLY),
    ]),
  ],
}

export const groupSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'Group',
  attributes: [
    scimAttribute('displayName', { required: true }),
    complex(
      'members',
      [
        scimAttribute('value', { caseExact: true }),
        // The service ignores these parts in a request: they follow from the value.
        scimAttribute('$ref', { ...reference, ...READ_ONLY }),
        scimAttribute('display', READ_ONLY),
        scimAttribute('type', { canonicalValues: ['User', 'Group'] }),
      ],
      { multiValued: true },
    ),
  ],
}

const bizagiNames = ['userName', 'active', 'emails', 'phoneNumbers']

/** Bizagi's User has these attributes and no others: not displayName, nor externalId ("SCIM user attributes"). */
export const bizagiUser: Schema = {
  ...userSchema,
  attributes: [
    ...userSchema.attributes.filter(({ name }) => bizagiNames.includes(name)),
    complex('name', texts('familyName', 'middleName', 'givenName')),
  ],
}

/** The properties that Bizagi has for users, and two that a project could add: basic types only. */
export const bizagiProperties: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:bizagi:2.0:UserProperties',
  name: 'UserProperties',
  description: 'User properties',
  attributes: [
    flag('DelegateEnabled'),
    flag('enabledForAssignation'),
    flag('createdCasesSkipAssigRules'),
    ...texts('syncId', 'Company'),
  ],
}
