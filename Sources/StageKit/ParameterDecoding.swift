private import Foundation
import StageProtocol

/// Turns the parameters' tree into a stage's own type, with errors that name the parameter.
enum ParameterDecoding {
  static func decode<Value: Decodable>(_ type: Value.Type, from tree: JSONValue) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: JSONEncoder().encode(tree))
    } catch let error as DecodingError {
      throw stageError(error, tree)
    }
  }

  private static func stageError(_ error: DecodingError, _ tree: JSONValue) -> StageError {
    switch error {
    case .keyNotFound(let key, let context):
      return .badParameter(
        path: path(context.codingPath + [key]), expected: "a value",
        found: "none; does the stage declare it under params?")
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      return .badParameter(
        path: path(context.codingPath), expected: "\(type)",
        found: describe(value(at: context.codingPath, in: tree)))
    case .dataCorrupted(let context):
      let reason = context.underlyingError.map { String(describing: $0) } ?? context.debugDescription
      return .badParameter(
        path: path(context.codingPath), expected: "a value of the stage's type", found: reason)
    @unknown default:
      return .badParameter(path: "(unknown)", expected: "a value", found: String(describing: error))
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.isEmpty
      ? "(all)" : keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }

  private static func value(at keys: [any CodingKey], in tree: JSONValue) -> JSONValue? {
    keys.reduce(Optional(tree)) { value, key in
      guard let index = key.intValue else { return value?[key.stringValue] }
      guard case .array(let values) = value, values.indices.contains(index) else { return nil }
      return values[index]
    }
  }

  private static func describe(_ value: JSONValue?) -> String {
    switch value {
    case nil: "none"
    case .null: "null"
    case .bool(let value): "the truth value \(value)"
    case .integer(let value): "the integer \(value)"
    case .number(let value): "the number \(value)"
    case .string(let value): "the text \"\(value)\""
    case .array: "a list"
    case .object: "a group"
    }
  }
}
