// The systems that the stand-ins play.

export const SOURCES = ['salesforce', 'scim']
export const TARGETS = ['zendesk', 'scim', 'zeenea']
