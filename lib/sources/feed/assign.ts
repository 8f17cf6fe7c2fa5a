// Instructions that set a value: `field`, `field-structured`, `set-value`.

import { isUnreadable, shapeOf, Unreadable } from '../../connector/read-value.ts'
import { type Model, unknownPlace } from './model.ts'
import { destinationValues, noteUnreadable, presentValue, type RecordState, type Step } from './record-state.ts'
import type { Assignment } from './shapes.ts'
import { conversionProblems, converter, type Made, type Mappings } from './values.ts'

/**
 * Places that instructions set, and whether an instruction adds values there. The value is then a list for every
 * record.
 */
export type Places = Map<string, boolean>

const fullPlace = (destination: string, name: string) => `${destination}/${name}`

/**
 * Makes the step, or returns the mistakes. `multivalue` adds a value to a list; without it the list starts again. A
 * name with one value is replaced (Haplo's data_import_model.js).
 */
export function assignment(
  one: Assignment,
  { model, mapping, places }: { model: Model; mapping: Mappings; places: Places },
): Step | string[] {
  const { destination, name, multivalue = false, qualifier } = one
  const words = problems(one, model, mapping)
  if (words.length > 0) return words
  const { names, open } = model[destination]!
  const key = qualifier === undefined || !open ? name : `${name}/${qualifier}`
  const isAttribute = open !== null && !model[destination]!.dependent
  const isList = names[name]?.isList ?? (isAttribute && multivalue)
  const place = fullPlace(destination, key)
  places.set(place, isList || places.get(place) === true)
  const read = valueReader(one, model, mapping)
  return (work, context) => {
    const value = read(work, context)
    if (value === null) return
    const target = destinationValues(work, destination)
    const old = isList && multivalue ? target.get(key) : undefined
    const before = old === undefined ? [] : Array.isArray(old) ? old : [old]
    target.set(key, isList ? [...before, value] : value)
  }
}

function problems(one: Assignment, model: Model, mapping: Mappings): string[] {
  const { destination, name } = one
  const place = unknownPlace(model, destination, name)
  const isPlain = Object.hasOwn(model, destination) && model[destination]!.open === null
  const isStructured = one.action === 'field-structured'
  const parts = isStructured && Object.hasOwn(model, one.structured) ? model[one.structured]! : null
  return [
    ...(place ? [place] : []),
    ...(isStructured && !parts?.structured ? [`unknown structured value "${one.structured}"`] : []),
    ...(isStructured && isPlain ? [`field-structured makes no text, and ${destination} takes texts alone`] : []),
    ...conversionProblems(one, mapping, isPlain),
  ]
}

/**
 * Makes the reader of an instruction's value. It returns null for a missing value, and for an invalid one, which it
 * notes.
 */
function valueReader(
  one: Assignment,
  model: Model,
  mapping: Mappings,
): (work: RecordState, context: Parameters<Step>[1]) => string | null {
  const convert = converter(one, mapping)
  // a name or an address is no boolean, unless the control file maps it
  const isText = model[one.destination]!.open === null && !one.mapInputValue && !one.filters
  const takeText = (made: Made, words: string, work: RecordState) => {
    if (isUnreadable(made)) {
      noteUnreadable(work, made)
      return null
    }
    if ('text' in made) return made.text
    work.problems.push(`${words}: ${made.problem}`)
    return null
  }
  switch (one.action) {
    case 'field':
      return (work, context) => {
        const value = presentValue(context, one.source)
        if (value === undefined) return null
        const path = work.pathOf(one.source)
        const made = isText && value === true ? new Unreadable(path, shapeOf(value)) : convert(value, path)
        return takeText(made, `input field ${one.source}`, work)
      }
    case 'set-value':
      return (work) => takeText(convert(one.value, one.name), `set value ${fullPlace(one.destination, one.name)}`, work)
    case 'field-structured': {
      const structured = model[one.structured]!.structured!
      return (work) => {
        const made = structured(work.filled.get(one.structured) ?? new Map())
        work.filled.delete(one.structured)
        return takeText(made, `structured input field ${one.structured}`, work)
      }
    }
  }
}
