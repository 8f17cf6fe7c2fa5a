// The answers of Zendesk to a write.

/** The statuses of a refused request: their text goes into the receipt. */
export const ABOUT_THE_REQUEST = [400, 404, 413, 422]
