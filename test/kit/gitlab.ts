// The pipeline's file, and a job of it with all that it extends.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export interface Job {
  extends?: string | string[]
  stage?: string
  needs?: (string | { job: string; optional: boolean })[]
  variables?: Record<string, string>
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

export type Jobs = Record<string, unknown>

export const pipeline = parse(text) as Jobs

/** A job with all that it extends; hashes are merged, and of two lists the later one holds. */
export function job(name: string, jobs: Jobs = pipeline): Job {
  const own = jobs[name] as Job
  return [...[own.extends ?? []].flat().map((base) => job(base, jobs)), own].reduce(merge) as Job
}

const isHash = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

function merge<T extends object>(base: T, over: T): T {
  const merged = Object.entries(over).map(([key, value]) => {
    const before = Reflect.get(base, key)
    return [key, isHash(before) && isHash(value) ? merge(before, value) : value]
  })
  return { ...base, ...Object.fromEntries(merged) }
}
