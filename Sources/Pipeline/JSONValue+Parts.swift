internal import StageProtocol

extension JSONValue {
  /// A list's elements, or nil for anything else.
  var elements: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
  /// A text, or nil for anything else.
  var text: String? { if case .string(let text) = self { text } else { nil } }
}
