/// What a running stage tells the driver: one JSON object a line.
public enum StageEvent: Sendable, Equatable {
  /// How far the work is, with the fields that a person watches (`loss`, `lr`, `images/s` …).
  case progress(step: Int, of: Int, unit: String, fields: [String: Double])
  /// A figure worth keeping in the run's record, such as a validation Dice after a step.
  case metric(name: String, value: Double, step: Int?)
  /// A sentence for the log.
  case message(String)
  /// Why the stage fails: the last event before a non-zero exit.
  case failure(String)
}

extension StageEvent: Codable {
  private enum Key: String, CodingKey { case event, step, of, unit, fields, name, value, text }

  /// Reads one line; throws `DecodingError` on an unknown kind.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: Key.self)
    switch try box.decode(String.self, forKey: .event) {
    case "progress":
      self = .progress(
        step: try box.decode(Int.self, forKey: .step), of: try box.decode(Int.self, forKey: .of),
        unit: try box.decode(String.self, forKey: .unit),
        fields: try box.decodeIfPresent([String: Double].self, forKey: .fields) ?? [:])
    case "metric":
      self = .metric(
        name: try box.decode(String.self, forKey: .name), value: try box.decode(Double.self, forKey: .value),
        step: try box.decodeIfPresent(Int.self, forKey: .step))
    case "message": self = .message(try box.decode(String.self, forKey: .text))
    case "failure": self = .failure(try box.decode(String.self, forKey: .text))
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: .event, in: box, debugDescription: "unknown event '\(other)'")
    }
  }

  /// Writes one line.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: Key.self)
    switch self {
    case .progress(let step, let total, let unit, let fields):
      try box.encode("progress", forKey: .event)
      try box.encode(step, forKey: .step)
      try box.encode(total, forKey: .of)
      try box.encode(unit, forKey: .unit)
      if !fields.isEmpty { try box.encode(fields, forKey: .fields) }
    case .metric(let name, let value, let step):
      try box.encode("metric", forKey: .event)
      try box.encode(name, forKey: .name)
      try box.encode(value, forKey: .value)
      try box.encodeIfPresent(step, forKey: .step)
    case .message(let text):
      try box.encode("message", forKey: .event)
      try box.encode(text, forKey: .text)
    case .failure(let text):
      try box.encode("failure", forKey: .event)
      try box.encode(text, forKey: .text)
    }
  }
}
