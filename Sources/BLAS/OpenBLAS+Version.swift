import COpenBLAS

extension OpenBLAS {
  /// The version of the library that is loaded, such as `0.3.21`; its whole self-description when it has none.
  public static var version: String {
    let text = openblas_get_config().map { String(cString: $0) } ?? "unknown"
    let words = text.split(separator: " ")
    return words.count > 1 && words[0] == "OpenBLAS" ? String(words[1]) : text
  }
}
