extension [String] {
  /// The first five, and how many more there are.
  public var brief: String { prefix(5).joined(separator: ", ") + (count > 5 ? " and \(count - 5) more" : "") }
}
