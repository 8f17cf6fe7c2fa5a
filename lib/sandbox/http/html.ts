// HTML pages, in places where a client expects JSON.

import type { RemoteResponse } from './remote.ts'

export const html = (title: string) =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`

/** The page to which a browser without a session is redirected. */
export const loginPage = (): RemoteResponse => ({ body: html('Sign in') })
