import Foundation
import Testing

/// The import lines of `Sources/` against the table of docs/design.md.
@Suite struct ImportTableTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// What any module may import.
  static let everywhere: Set<String> = [
    "Swift", "Foundation", "FoundationEssentials", "Dispatch", "Synchronization", "Glibc", "Musl", "Darwin",
  ]

  /// Module → the modules that its row admits.
  static func table() throws -> [String: Set<String>] {
    let text = try String(contentsOf: root.appendingPathComponent("docs/design.md"), encoding: .utf8)
    var rows: [String: Set<String>] = [:]
    var inTable = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("| module | duty | imports |") {
        inTable = true
      } else if inTable, !line.hasPrefix("|") {
        break
      } else if inTable, !line.hasPrefix("|---") {
        let cells = line.split(separator: "|", omittingEmptySubsequences: false)
          .map { $0.trimmingCharacters(in: .whitespaces) }
        guard cells.count >= 4 else { continue }
        rows[cells[1]] = Set(cells[3].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
      }
    }
    return rows
  }

  /// The modules that the Swift files below a folder import.
  static func imports(below folder: URL) throws -> [(file: String, module: String)] {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var found: [(String, String)] = []
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let at = words.firstIndex(of: "import"), at <= 2,
          words[..<at].allSatisfy({ $0.hasPrefix("@") || ["public", "internal", "private"].contains($0) })
        else { continue }
        // `import struct Foundation.URL` names the module before the dot.
        let name = words[words.index(after: at)...].last.map { $0.prefix { $0 != "." } } ?? ""
        found.append((file.lastPathComponent, String(name)))
      }
    }
    return found
  }

  @Test func theTableCoversEveryModule() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appendingPathComponent("Sources").path)
    let rows = try Self.table()
    #expect(rows.count > 15)
    #expect(Set(folders).subtracting(["System"]).subtracting(rows.keys) == [])
    #expect(Set(rows.keys).subtracting(folders) == [])
  }

  @Test func everyImportStandsInTheTable() throws {
    var seen = 0
    for (module, admitted) in try Self.table() {
      let folder = Self.root.appendingPathComponent("Sources/\(module)")
      for (file, name) in try Self.imports(below: folder) where name != module {
        seen += 1
        #expect(
          admitted.contains(name) || Self.everywhere.contains(name),
          "\(module)/\(file) imports \(name), which its row in docs/design.md does not admit")
      }
    }
    #expect(seen > 20)
  }

  @Test func theTableListsNothingElse() throws {
    for (module, admitted) in try Self.table() {
      let found = try Self.imports(below: Self.root.appendingPathComponent("Sources/\(module)"))
      let idle = admitted.subtracting(found.map { $0.module }).sorted()
      #expect(idle.isEmpty, "\(module) does not import \(idle), which its row in docs/design.md lists")
    }
  }

  @Test func theHalvesNeverMeet() throws {
    let rows = try Self.table()
    let science: Set<String> = [
      "PNG", "MAT", "BLAS", "Tensors", "NN", "Checkpoints", "ONNX", "Segmentation", "Retina", "Plots",
      "Experiment", "Probing",
    ]
    // Programs like stages, of neither half, which nobody may import.
    let joining: Set<String> = ["instruments"]
    // Formats that know nothing of either half.
    let formats: Set<String> = ["Protobuf"]
    let machine = Set(rows.keys).subtracting(science).subtracting(formats)
    for format in formats { #expect(rows[format] == [], "\(format) is for both halves and imports neither") }
    for (module, admitted) in rows where !joining.contains(module) {
      let other = science.contains(module) ? machine : science
      #expect(admitted.isDisjoint(with: other), "\(module) reaches into the other half")
    }
  }

  @Test func arrowsPointOneWay() throws {
    let rows = try Self.table()
    var done: Set<String> = []
    func visit(_ module: String, path: [String]) {
      #expect(!path.contains(module), "a cycle: \((path + [module]).joined(separator: " → "))")
      guard !path.contains(module), done.insert(module).inserted else { return }
      for next in rows[module] ?? [] where rows[next] != nil { visit(next, path: path + [module]) }
    }
    for module in rows.keys.sorted() { visit(module, path: []) }
  }
}
