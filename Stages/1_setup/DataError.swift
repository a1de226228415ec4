/// What keeps stage 1 from its data, in words that say what to do.
enum DataError: Error, CustomStringConvertible {
  case missing(parameter: String, need: String)
  case parameter(name: String, expected: String, found: String)
  case file(path: String, expected: String, found: String)
  case download(url: String, reason: String)
  /// The server gives no part of the file.
  case noRange(url: String)

  var description: String {
    switch self {
    case .missing(let parameter, let need): "parameter \(parameter): \(need)"
    case .parameter(let name, let expected, let found):
      "parameter \(name): expected \(expected), found \(found)"
    case .file(let path, let expected, let found): "\(path): expected \(expected), found \(found)"
    case .download(let url, let reason): "\(url): \(reason)"
    case .noRange(let url): "\(url): the server cannot go on where the download was cut off"
    }
  }
}
