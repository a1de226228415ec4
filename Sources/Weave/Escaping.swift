/// The text as the inside of a line of Markdown: marks escaped, line ends blanks.
func escapedMarkdown(_ text: String) -> String {
  text.reduce(into: "") { result, character in
    if "\\`*_{}[]<>#|~!&".contains(character) { result += "\\" }
    result.append(character.isNewline ? " " : character)
  }
}

/// The text as HTML text or as the inside of a quoted attribute.
func escaped(_ text: some StringProtocol) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count)
  for character in text.unicodeScalars {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.unicodeScalars.append(character)
    }
  }
  return result
}
