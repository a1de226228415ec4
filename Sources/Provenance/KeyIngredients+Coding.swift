internal import Digest
internal import StageProtocol

/// As JSON; the seed is a text, because a JSON number holds no 64 bits safely.
extension KeyIngredients {
  private enum CodingKeys: String, CodingKey {
    case code, inputs, parameters, outputs, environment, toolchain, libraries, cpu, seed
  }

  /// Reads ingredients; throws `DecodingError` on a missing part or a seed that is no number.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    let seed = try box.decode(String.self, forKey: .seed)
    guard let seed = UInt64(seed) else {
      throw DecodingError.dataCorruptedError(
        forKey: .seed, in: box, debugDescription: "expected a whole number, found '\(seed)'")
    }
    self.init(
      code: try box.decode(SHA256Digest.self, forKey: .code),
      inputs: try box.decode([Input].self, forKey: .inputs),
      parameters: try box.decode([String: JSONValue].self, forKey: .parameters),
      outputs: try box.decode([Output].self, forKey: .outputs),
      environment: try box.decode([String: String?].self, forKey: .environment),
      toolchain: try box.decode(String.self, forKey: .toolchain),
      libraries: try box.decode([String: String].self, forKey: .libraries),
      cpu: try box.decode(String.self, forKey: .cpu), seed: seed)
  }

  /// Writes every part.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(code, forKey: .code)
    try box.encode(inputs, forKey: .inputs)
    try box.encode(parameters, forKey: .parameters)
    try box.encode(outputs, forKey: .outputs)
    try box.encode(environment, forKey: .environment)
    try box.encode(toolchain, forKey: .toolchain)
    try box.encode(libraries, forKey: .libraries)
    try box.encode(cpu, forKey: .cpu)
    try box.encode(String(seed), forKey: .seed)
  }
}
