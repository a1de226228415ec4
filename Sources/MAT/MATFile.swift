import Foundation

/// A MATLAB v5 file whose structure has been checked.
///
/// Opening walks the tags, which must end exactly at the end of the file, and reads the name, class and
/// sizes of each variable. Values are checked when they are read: a compressed variable must inflate to
/// its end with the right Adler-32, and its inner tags must agree with its sizes. A plain variable has no
/// checksum: there only the structure can be checked.
public struct MATFile: Sendable {
  /// The file's path as given.
  public let path: String
  /// The variables in the order of the file.
  public let variables: [MATVariable]

  let data: Data
  let elements: [Element]

  /// A top-level element: where its payload lies.
  struct Element: Sendable {
    let offset: Int
    let payload: Range<Int>
    let compressed: Bool
  }

  /// Opens a file; throws `MATError` for v7.3, v4 and big-endian files and for damage in its structure.
  public init(path: String) throws {
    self.path = path
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      throw MATError.unreadable(
        path: path, expected: "a MATLAB file", found: "no readable file (\(error.localizedDescription))")
    }
    let data = self.data
    let elements = try data.withUnsafeBytes { bytes in
      try FileHeader.check(bytes, path: path)
      return try Self.walk(bytes, path: path)
    }
    self.elements = elements
    variables = try elements.map { element in
      try Self.stream(of: element, in: data, path: path) {
        try VariableHeader($0, offset: element.offset).variable
      }
    }
    let names = variables.map(\.name)
    var seen: Set<String> = []
    if let twice = names.indices.first(where: { !seen.insert(names[$0]).inserted }) {
      throw MATError.damaged(
        path: path, variable: names[twice], offset: elements[twice].offset,
        expected: "every name once", found: "the name again")
    }
  }

  /// The variable of that name; throws `missingVariable`, which lists what the file holds.
  public func variable(_ name: String) throws -> MATVariable {
    guard let found = variables.first(where: { $0.name == name }) else {
      throw MATError.missingVariable(path: path, expected: name, found: variables.map(\.name))
    }
    return found
  }

  /// The top-level elements; the last must end where the file ends.
  private static func walk(_ bytes: UnsafeRawBufferPointer, path: String) throws -> [Element] {
    var elements: [Element] = []
    var offset = FileHeader.size
    func damage(_ expected: String, _ found: String) -> MATError {
      .damaged(path: path, variable: nil, offset: offset, expected: expected, found: found)
    }
    repeat {
      guard offset + 8 <= bytes.count else {
        throw damage("a variable", "the end of the file at byte \(bytes.count)")
      }
      let type = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      let size = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self))
      guard type == 14 || type == 15 else {
        throw damage("a matrix (type 14) or a compressed one (15)", "type \(type)")
      }
      let end = offset + 8 + Int(size)
      guard end <= bytes.count else {
        throw damage("the variable to end at byte \(end)", "the end of the file at byte \(bytes.count)")
      }
      // A plain matrix is read with its own tag, a compressed one has it inside.
      let payload = (type == 15 ? offset + 8 : offset)..<end
      elements.append(Element(offset: offset, payload: payload, compressed: type == 15))
      offset = end
    } while offset < bytes.count
    return elements
  }

  /// Calls `body` with the bytes of an element.
  static func stream<Result>(
    of element: Element, in data: Data, path: String, _ body: (ElementStream) throws -> Result
  ) throws -> Result {
    try data.withUnsafeBytes { bytes in
      let origin = ElementStream.Origin(path: path, variable: nil, offset: element.payload.lowerBound)
      let payload = UnsafeRawBufferPointer(rebasing: bytes[element.payload])
      return try body(try ElementStream(payload, compressed: element.compressed, origin: origin))
    }
  }
}
