internal import ContentStore
public import Digest

/// The key.
extension KeyIngredients {
  /// The version of the encoding; another version is another key for everything.
  static let version = "fovea-key-1"

  /// The SHA-256 over the canonical encoding of all ingredients.
  ///
  /// The order of outputs, parameters, variables and libraries does not count; that of inputs counts only
  /// among those of one role.
  public var key: SHA256Digest {
    var encoding = CanonicalEncoding()
    encoding.append(Self.version)
    encoding.append(code)
    append(inputsTo: &encoding)
    encoding.append(parameters) { $0.append($1) }
    append(outputsTo: &encoding)
    encoding.append(environment) { $0.append($1) }
    encoding.append(toolchain)
    encoding.append(libraries) { $0.append($1) }
    encoding.append(cpu)
    encoding.append(String(seed))
    return SHA256Digest(of: encoding.bytes)
  }

  /// The inputs by role; those of one role in their given order.
  var orderedInputs: [Input] {
    inputs.enumerated().sorted { left, right in
      ByteOrder.same(left.element.role, right.element.role)
        ? left.offset < right.offset : ByteOrder.precedes(left.element.role, right.element.role)
    }.map(\.element)
  }

  private func append(inputsTo encoding: inout CanonicalEncoding) {
    encoding.append(count: inputs.count)
    for input in orderedInputs {
      encoding.append(input.role)
      encoding.append(input.cell)
      encoding.append(input.path)
      encoding.append(input.content.kind.rawValue)
      encoding.append(input.content.digest)
    }
  }

  private func append(outputsTo encoding: inout CanonicalEncoding) {
    encoding.append(count: outputs.count)
    for output in outputs.sorted(by: { ByteOrder.precedes($0.role, $1.role) }) {
      encoding.append(output.role)
      encoding.append(output.path)
      encoding.append(output.isFolder ? "folder" : "file")
    }
  }
}
