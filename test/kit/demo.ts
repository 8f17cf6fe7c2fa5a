// The systems that the stand-ins play.

export const SOURCES = ['salesforce', 'scim', 'feed', 'gluu']
export const TARGETS = ['zendesk', 'scim', 'zeenea']
