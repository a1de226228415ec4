private import Foundation
import StageProtocol
import Synchronization

/// The folder of what a stage shows: `shown.jsonl`, a record a line, and the payloads it names.
final class ShownFolder: Sendable {
  private struct State {
    var descriptor: Int32?
    var labels: Set<String> = []
    var tags: Set<String> = []
  }

  let path: String
  private let state = Mutex(State())

  init(path: String) {
    self.path = path
  }

  /// Files one item; `content` may write payloads under the label it is given, unique in the folder.
  func add(
    kind: ShownItem.Kind, label: String, caption: String, alt: String, place: ShownItem.Place,
    content: (String) throws -> [String: String]
  ) throws {
    try state.withLock { state in
      let descriptor = try open(&state)
      // Prose cites a value by its key, whatever its letters.
      let unique = kind == .value ? label : uniqueLabel(label, &state)
      let item = ShownItem(
        place: place, kind: kind, label: unique, caption: caption, alt: alt, content: try content(unique))
      try write(JSONLine.bytes(item), to: descriptor, named: "\(path)/shown.jsonl")
      // What `print` has buffered comes first.
      fflush(nil)
      if let text = item.content[MediaType.text] {
        try write(Array("\(text)\n".utf8), to: 1, named: "standard output")
      }
    }
  }

  /// Replaces what is shown for the time being.
  ///
  /// Nobody waits for it: what cannot be written now is written the next time.
  func preview(_ item: ShownItem) {
    let name = "\(path)/\(ShownItem.previewFile)"
    guard FileManager.default.fileExists(atPath: path) || mkdir(path, 0o755) == 0 else { return }
    try? Data(JSONLine.bytes(item)).write(to: URL(fileURLWithPath: name), options: .atomic)
  }

  /// Appends a curve to `scalars.jsonl`.
  func add(_ curve: ShownCurve) throws(StageError) {
    let name = "\(path)/\(ShownCurve.fileName)"
    let code = try state.withLock { state throws(StageError) -> Int32 in
      guard state.tags.insert(curve.tag).inserted else { throw .badCurve(tag: curve.tag) }
      try Folder.create(path)
      let descriptor = Foundation.open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { return errno }
      defer { close(descriptor) }
      return writeAll(descriptor, JSONLine.bytes(curve))
    }
    guard code == 0 else {
      throw .file(path: name, operation: "write", reason: String(cString: strerror(code)))
    }
  }

  /// Writes a payload and returns its name.
  func writePayload(_ bytes: [UInt8], label: String, suffix: String) throws(StageError) -> String {
    let name = "\(label).\(suffix)"
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    } catch {
      throw .file(path: "\(path)/\(name)", operation: "write", reason: error.localizedDescription)
    }
    return name
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32, named name: String) throws(StageError) {
    let code = writeAll(descriptor, bytes)
    guard code == 0 else {
      throw .file(path: name, operation: "write", reason: String(cString: strerror(code)))
    }
  }

  private func open(_ state: inout State) throws(StageError) -> Int32 {
    if let descriptor = state.descriptor { return descriptor }
    try Folder.create(path)
    let file = "\(path)/shown.jsonl"
    let descriptor = Foundation.open(file, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .file(path: file, operation: "write", reason: String(cString: strerror(errno)))
    }
    state.descriptor = descriptor
    return descriptor
  }

  /// A label that is a file name on every system; what is shown again gets a number.
  private func uniqueLabel(_ label: String, _ state: inout State) -> String {
    let safe = String(
      label.map { character in
        character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
          ? character : "-"
      })
    let base = safe.isEmpty || safe.hasPrefix(".") ? "item" + safe : safe
    var unique = base
    var count = 1
    while !state.labels.insert(unique.lowercased()).inserted {
      count += 1
      unique = "\(base)-\(count)"
    }
    return unique
  }
}
