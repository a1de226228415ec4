public import StageProtocol

/// What pipeline.yaml says, after profile and overrides: names checked, parameters filled in.
public struct PipelineDefinition: Sendable, Equatable {
  /// The pipeline's name.
  public var name: String
  /// The root of all random streams.
  public var seed: UInt64
  /// The profile in force, or nil when the file has none.
  public var profile: String?
  /// Dotted name → value of every parameter.
  public var parameters: [String: JSONValue]
  /// The stages in written order.
  public var stages: [StageDefinition]
  /// The bytes of the file that it was read from, or nil when it was read from none.
  public var file: [UInt8]?

  /// A definition with every part given.
  public init(
    name: String, seed: UInt64, profile: String?, parameters: [String: JSONValue], stages: [StageDefinition]
  ) {
    self.name = name
    self.seed = seed
    self.profile = profile
    self.parameters = parameters
    self.stages = stages
  }
}
