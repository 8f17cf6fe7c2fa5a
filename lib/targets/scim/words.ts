// The words of a SCIM error in a receipt.

import type { Answer } from '../../http/outcome.ts'
import { answerWords } from '../resend.ts'

/** The answer of a service, with its scimType (RFC 7644, 3.12). */
export function scimWords(answer: Answer): string {
  const { scimType } = (answer.body ?? {}) as { scimType?: unknown }
  return answerWords('SCIM', answer, scimType)
}
