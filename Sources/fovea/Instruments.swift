internal import Foundation

/// The program beside the driver that knows tensors; the driver becomes it, as git becomes its subcommands.
enum Instruments {
  private struct Missing: Error, CustomStringConvertible {
    let path: String
    let reason: String
    var description: String { "cannot start \(path): \(reason); build it with `make build`" }
  }

  /// Replaces this process; returns only by throwing.
  static func replaceProcess(_ arguments: [String]) throws {
    guard let own = Bundle.main.executableURL?.resolvingSymlinksInPath() else {
      throw Missing(path: "instruments", reason: "the driver's own place is unknown")
    }
    let path = own.deletingLastPathComponent().appending(path: "instruments").path
    var words: [UnsafeMutablePointer<CChar>?] = (["fovea"] + arguments).map { strdup($0) }
    words.append(nil)
    execv(path, words)
    let reason = String(cString: strerror(errno))
    for word in words { free(word) }
    throw Missing(path: path, reason: reason)
  }
}
