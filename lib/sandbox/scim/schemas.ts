// The schemas of the standard (RFC 7643, 4), and those of Bizagi.

import { attribute, complex, flag, plural, type Schema, texts } from './attributes.ts'

const readOnly = { mutability: 'readOnly' as const }
const reference = { type: 'reference' as const, caseExact: true }
const personal = ['work', 'home', 'other']

export const user: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  description: 'User Account',
  attributes: [
    attribute('userName', { required: true, uniqueness: 'server' }),
    complex('name', texts('formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix')),
    ...texts('displayName', 'nickName'),
    attribute('profileUrl', reference),
    ...texts('title', 'userType', 'preferredLanguage', 'locale', 'timezone'),
    flag('active'),
    attribute('password', { mutability: 'writeOnly', returned: 'never' }),
    plural('emails', personal),
    plural('phoneNumbers', ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
    plural('ims', []),
    plural('photos', ['photo', 'thumbnail'], reference),
    complex(
      'addresses',
      [
        ...texts('formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'),
        attribute('type', { canonicalValues: personal }),
        flag('primary'),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      ['value', '$ref', 'display', 'type'].map((name) => attribute(name, { ...readOnly, caseExact: name === 'value' })),
      { ...readOnly, multiValued: true },
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
      attribute('value', { caseExact: true }),
      attribute('$ref', reference),
      attribute('displayName', readOnly),
    ]),
  ],
}

export const group: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'Group',
  attributes: [
    attribute('displayName', { required: true }),
    complex(
      'members',
      [
        attribute('value', { caseExact: true }),
        // What a client says of these is not kept: they follow from the value.
        attribute('$ref', { ...reference, ...readOnly }),
        attribute('display', readOnly),
        attribute('type', { canonicalValues: ['User', 'Group'] }),
      ],
      { multiValued: true },
    ),
  ],
}

const bizagiNames = ['userName', 'active', 'emails', 'phoneNumbers']

/** Bizagi's User has these attributes and no others: not displayName, nor externalId ("SCIM user attributes"). */
export const bizagiUser: Schema = {
  ...user,
  attributes: [
    ...user.attributes.filter(({ name }) => bizagiNames.includes(name)),
    complex('name', texts('familyName', 'middleName', 'givenName')),
  ],
}

/** What Bizagi itself knows of a user, and two properties of the kind a project adds: basic types only. */
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
