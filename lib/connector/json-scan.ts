// Steps over JSON in bytes without making its values. It takes what JSON.parse takes, and less: for what it refuses,
// JSON.parse decides.

const [TAB, LINE_FEED, RETURN, BLANK] = [9, 10, 13, 32]
const [QUOTE, PLUS, COMMA, MINUS, DOT, ZERO, NINE, COLON] = [34, 43, 44, 45, 46, 48, 57, 58]
const [BEGIN, BACKSLASH, END, OPEN, CLOSE] = [91, 92, 93, 123, 125]
const [CAPITAL_E, SMALL_E, SMALL_U] = [69, 101, 117]
const AFTER_BACKSLASH = Buffer.from('"\\/bfnrt')
const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word))

/** Values in values, at most. */
const DEEPEST = 20

/** Takes the place behind a name and its colon; returns whether the value there was stepped over. */
type StepOverField = (nameStart: number, nameEnd: number) => boolean

export class JsonScan {
  readonly bytes: Buffer
  at = 0
  /** Line ends between values. */
  lineEnds = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  skipBlanks(): void {
    for (;;) {
      const byte = this.bytes[this.at]!
      if (byte > BLANK) return
      if (byte !== BLANK && byte !== LINE_FEED && byte !== RETURN && byte !== TAB) return
      if (byte === LINE_FEED) this.lineEnds++
      this.at++
    }
  }

  /** Whether this sign is next, after blanks; then it is stepped over. */
  skipSign(sign: number): boolean {
    this.skipBlanks()
    if (this.bytes[this.at] !== sign) return false
    this.at++
    return true
  }

  /** Steps over a value, with the blanks before it. False where there is none. */
  skipValue(depth = 0): boolean {
    this.skipBlanks()
    const byte = this.bytes[this.at]
    if (byte === QUOTE) return this.skipString()
    if (byte === OPEN) return depth < DEEPEST && this.skipObject(null, depth + 1)
    if (byte === BEGIN) return depth < DEEPEST && this.skipList(null, depth + 1)
    return this.#skipWord() || this.#skipNumber()
  }

  /** Steps over an object; `field` steps over each value, and gets the place of its name without quotation marks. */
  skipObject(field: StepOverField | null, depth = 0): boolean {
    if (!this.skipSign(OPEN)) return false
    if (this.skipSign(CLOSE)) return true
    do {
      this.skipBlanks()
      const start = this.at + 1
      if (!this.skipString()) return false
      const end = this.at - 1
      if (!this.skipSign(COLON) || !(field ? field(start, end) : this.skipValue(depth))) return false
    } while (this.skipSign(COMMA))
    return this.skipSign(CLOSE)
  }

  /** Steps over a list; `item` steps over each value. */
  skipList(item: (() => boolean) | null, depth = 0): boolean {
    if (!this.skipSign(BEGIN)) return false
    if (this.skipSign(END)) return true
    do {
      if (!(item ? item() : this.skipValue(depth))) return false
    } while (this.skipSign(COMMA))
    return this.skipSign(END)
  }

  skipString(): boolean {
    const { bytes } = this
    let at = this.at
    if (bytes[at] !== QUOTE) return false
    for (at++; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (byte === QUOTE) {
        this.at = at + 1
        return true
      }
      if (byte < BLANK) return false
      if (byte !== BACKSLASH) continue
      at++
      if (bytes[at] === SMALL_U) {
        for (let n = 0; n < 4; n++) if (!isHexDigit(bytes[++at]!)) return false
      } else if (!isAfterBackslash(bytes[at])) return false
    }
    return false
  }

  #skipWord(): boolean {
    const word = WORDS.find((one) => one[0] === this.bytes[this.at])
    if (word === undefined || !word.equals(this.bytes.subarray(this.at, this.at + word.length))) return false
    this.at += word.length
    return true
  }

  #skipNumber(): boolean {
    const { bytes } = this
    if (bytes[this.at] === MINUS) this.at++
    if (bytes[this.at] === ZERO) this.at++
    else if (!this.#skipDigits()) return false
    if (bytes[this.at] === DOT) {
      this.at++
      if (!this.#skipDigits()) return false
    }
    if (bytes[this.at] !== SMALL_E && bytes[this.at] !== CAPITAL_E) return true
    this.at++
    if (bytes[this.at] === MINUS || bytes[this.at] === PLUS) this.at++
    return this.#skipDigits()
  }

  /** Steps over one digit or more. */
  #skipDigits(): boolean {
    const start = this.at
    while (isDigitByte(this.bytes[this.at])) this.at++
    return this.at > start
  }
}

const isAfterBackslash = (byte: number | undefined): boolean => byte !== undefined && AFTER_BACKSLASH.includes(byte)

const isDigitByte = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= NINE

const isHexDigit = (byte: number): boolean => isDigitByte(byte) || ((byte | 32) >= 97 && (byte | 32) <= 102)
