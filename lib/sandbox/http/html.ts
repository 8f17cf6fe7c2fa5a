// Pages for people, where a client expects JSON.

import type { RemoteResponse } from './remote.ts'

export const html = (title: string) =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`

/** Where a browser that is not signed in is sent. */
export const loginPage = (): RemoteResponse => ({ body: html('Sign in') })
