/// Whether a name matches a pattern in which `*` stands for any text.
func matches(_ name: String, pattern: String) -> Bool {
  func match(_ name: Substring, _ pattern: Substring) -> Bool {
    guard let head = pattern.first else { return name.isEmpty }
    if head == "*" {
      return match(name, pattern.dropFirst()) || (!name.isEmpty && match(name.dropFirst(), pattern))
    }
    return name.first == head && match(name.dropFirst(), pattern.dropFirst())
  }
  return match(name[...], pattern[...])
}
