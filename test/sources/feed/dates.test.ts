// Dates of a feed: each form of the control file, and the days that are none.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { dateReader, formProblem } from '../../../lib/sources/feed/dates.ts'
import { parameters } from '../../kit/random.ts'
import { suite } from '../../kit/suite.ts'

const instructions = suite('feed dates')

const DATES: [form: string, text: string, date: string | null][] = [
  ['yyyy-MM-dd', '2017-09-23', '2017-09-23'],
  ['yyyy-MM-dd', '2017-9-3', '2017-09-03'],
  ['yyyy-MM-dd', '2017-02-30', null],
  ['yyyy-MM-dd', '2016-02-29', '2016-02-29'],
  ['yyyy-MM-dd', '2017-09-23x', null],
  ['yyyyMMdd', '20170923', '2017-09-23'],
  ['yyyyMMdd', '2017923', null],
  ['dd.MM.yy', '01.02.46', '2046-02-01'],
  ['dd.MM.yy', '01.02.47', '1947-02-01'],
  ['d MMM yyyy', '3 sept 2017', null],
  ['d MMMM yyyy', '3 September 2017', '2017-09-03'],
  ['EEE, d MMM yyyy', 'Sat, 23 Sep 2017', '2017-09-23'],
  ["yyyy-MM-dd'T'HH:mm:ss", '2017-09-23T10:20:30', '2017-09-23T10:20:30'],
  ["yyyy-MM-dd'T'HH:mm:ssX", '2017-09-23T00:20:30+02', '2017-09-22T22:20:30Z'],
  ['yyyy-MM-dd HH:mm Z', '2017-09-23 10:20 -0130', '2017-09-23T11:50:00Z'],
  ['yyyy-MM-dd h:mm a', '2017-09-23 12:05 AM', '2017-09-23T00:05:00'],
  ['yyyy-MM-dd h:mm a', '2017-09-23 13:05 PM', null],
  ['yyyy-MM-dd HH:mm', '2017-09-23 24:00', null],
  ["yyyy 'o''clock'", "2017 o'clock", '2017-01-01'],
  ['yyyy', '0017', '0017-01-01'],
]

for (const [form, text, date] of DATES)
  instructions(`${text} in the form ${form} is ${date}`, () => {
    assert.is(formProblem(form), null)
    assert.is(dateReader(form, 2026)(text), date)
  })

instructions('every day is read as it was written, and forms that cannot be are named', () => {
  const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  const property = fc.property(day, (one) => {
    const [year, month, date] = one.toISOString().slice(0, 10).split('-')
    assert.is(dateReader('ddMMyyyy')(`${date}${month}${year}`), `${year}-${month}-${date}`)
  })
  fc.assert(property, parameters(300))
  for (const form of ['DD-MM-YYYY', 'MM-dd', 'yyyy-MM-dd hh:mm', "yyyy-'MM", 'yyyy yyyy'])
    assert.is.not(formProblem(form), null, form)
})

instructions.run()
