/// One division of the graded frames.
public struct Fold: Codable, Equatable, Sendable {
  /// What stands out: `published`, `S3+S5`, `S07`.
  public let name: String
  /// Frames to learn from, in the order of the rule.
  public let training: [FrameID]
  /// Frames to be judged by.
  public let validation: [FrameID]

  /// A fold; traps when a frame stands on both sides.
  public init(name: String, training: [FrameID], validation: [FrameID]) {
    let both = Set(training).intersection(validation)
    precondition(both.isEmpty, "fold \(name) has \(both.sorted()) on both sides")
    self.name = name
    self.training = training
    self.validation = validation
  }

  /// Reads a fold; throws when a frame stands on both sides.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    name = try values.decode(String.self, forKey: .name)
    training = try values.decode([FrameID].self, forKey: .training)
    validation = try values.decode([FrameID].self, forKey: .validation)
    let both = Set(training).intersection(validation)
    guard both.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .validation, in: values, debugDescription: "fold \(name) has \(both.sorted()) on both sides")
    }
  }

  /// Subjects that stand on both sides: empty in a sound split.
  public var sharedSubjects: [Subject] {
    Set(training.map(\.subject)).intersection(validation.map(\.subject)).sorted()
  }
}
