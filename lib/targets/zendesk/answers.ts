// What Zendesk's answers to a write mean for its records.

/** Answers that are about the request, not about the remote: their words go into receipts. */
export const ABOUT_THE_REQUEST = [400, 404, 413, 422]
