// The pipeline's file, and a job of it with all that it extends.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export interface Job {
  extends?: string
  stage?: string
  needs?: string[]
  cache?: object
  before_script?: string[]
  script?: string[]
  rules?: { if: string; when?: string; allow_failure?: boolean }[]
  when?: string
  artifacts?: { access: string; expire_in: string; when?: string; paths: string[]; reports?: Record<string, string> }
  interruptible?: boolean
  resource_group?: string
  allow_failure?: { exit_codes: number[] }
  environment?: { name: string; action: string }
  parallel?: unknown
}

const text = readFileSync(join(import.meta.dirname, '..', '..', '.gitlab-ci.yml'), 'utf8')

export const pipeline = parse(text) as Record<string, unknown>

/** A job with all that it extends. */
export function job(name: string): Job {
  const own = pipeline[name] as Job
  return own.extends ? { ...job(own.extends), ...own } : own
}
