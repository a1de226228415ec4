internal import Pipeline

/// The rule for names of stages, roles, parameters and matrix variables.
enum Name {
  /// Throws unless a name is made of letters, digits, `_` and `-` and does not start with `-`.
  static func check(_ name: String, _ what: String, _ place: SourcePlace) throws {
    let isGood =
      !name.isEmpty && name.utf8.count <= 100 && name.utf8.first != 0x2d
      && name.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x2d: true
        default: false
        }
      }
    guard isGood else {
      throw PipelineFileError.value(
        place, what: what, expected: "letters, digits, _ and -", found: "'\(name)'")
    }
  }
}
