import Foundation

/// A person, by number; all scans of a person stay on one side of a split.
public struct Subject: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  /// The number, from 0.
  public let number: Int

  /// The subject of that number.
  public init(_ number: Int) { self.number = number }

  /// The subject whose file this is; throws unless the name is `Subject_NN.mat`.
  public init(path: String) throws {
    let name = URL(fileURLWithPath: path).lastPathComponent
    let digits = name.hasPrefix("Subject_") && name.hasSuffix(".mat") ? name.dropFirst(8).dropLast(4) : ""
    guard let number = Int(digits), digits.allSatisfy(\.isNumber) else {
      throw RetinaError.layout(path: path, expected: "a name like Subject_01.mat", found: name)
    }
    self.number = number
  }

  /// Reads a bare number.
  public init(from decoder: any Decoder) throws {
    number = try decoder.singleValueContainer().decode(Int.self)
  }

  /// Writes a bare number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(number)
  }

  /// `Subject_01`, as files and frames are named.
  public var description: String { "Subject_" + (number < 10 ? "0" : "") + "\(number)" }

  /// By number.
  public static func < (one: Subject, other: Subject) -> Bool { one.number < other.number }
}
