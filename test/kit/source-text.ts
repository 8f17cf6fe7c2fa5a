// The code of a TypeScript file without its comments and texts, at the same offsets as in the file.

/** After one of these characters or words a slash begins a regular expression; elsewhere it divides. */
const BEFORE_REGEXP = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield))$/

const REGEXP = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y
const QUOTED = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/y

const matchAt = (pattern: RegExp, text: string, at: number): string | null => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}

/** The same length and the same lines. */
const blank = (text: string) => text.replace(/[^\n]/g, ' ')

/**
 * Blanks comments, the content of strings and templates, and regular expressions. Quotes stay, and so does the code in
 * `${}` of a template.
 */
export function codeOf(text: string): string {
  let code = ''
  /** For each open template: how many braces are open in its `${}`. */
  const braces: number[] = []
  const readTemplate = () => {
    const [rest = ''] = text.slice(code.length).match(/^(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/) ?? []
    code += blank(rest)
    if (text.startsWith('${', code.length)) {
      code += '${'
      braces.push(0)
    } else if (code.length < text.length) code += '`'
  }
  while (code.length < text.length) {
    const at = code.length
    const letter = text[at]!
    const skipped =
      matchAt(COMMENT, text, at) ?? (BEFORE_REGEXP.test(code.trimEnd().slice(-12)) ? matchAt(REGEXP, text, at) : null)
    const quoted = matchAt(QUOTED, text, at)
    if (skipped !== null) code += blank(skipped)
    else if (quoted !== null) code += `${letter}${blank(quoted.slice(1, -1))}${letter}`
    else {
      code += letter
      if (letter === '`') readTemplate()
      else if (letter === '{' && braces.length > 0) braces.push(braces.pop()! + 1)
      else if (letter === '}' && braces.length > 0) {
        const open = braces.pop()!
        if (open > 0) braces.push(open - 1)
        else readTemplate()
      }
    }
  }
  return code
}
