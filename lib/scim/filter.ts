// A filter (RFC 7644, 3.4.2.2): its values are texts of JSON, so nothing in them can end their quotes.

/** Whoever has this value in an attribute. */
export const equals = (attribute: string, value: string): string => `${attribute} eq ${JSON.stringify(value)}`
