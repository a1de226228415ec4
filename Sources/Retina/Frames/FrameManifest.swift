public import Foundation

/// All frames of a run, sorted by subject and slice whatever order they were found in.
public struct FrameManifest: Codable, Equatable, Sendable {
  /// The frames, sorted; no two of one scan.
  public let frames: [Frame]
  /// How the files beside the manifest were made from scans; nil where there are no files.
  public let preparation: FramePreparation?

  /// A manifest of these frames; traps when one scan comes twice.
  public init(frames: [Frame], preparation: FramePreparation? = nil) {
    self.preparation = preparation
    let sorted = frames.sorted { $0.id < $1.id }
    for (one, next) in zip(sorted, sorted.dropFirst()) {
      precondition(one.id != next.id, "frame \(one.id) comes twice")
    }
    self.frames = sorted
  }

  /// The frames that a grader looked at.
  public var graded: [Frame] { frames.filter(\.isGraded) }
  /// All subjects, sorted.
  public var subjects: [Subject] { Set(frames.map(\.subject)).sorted() }

  /// The frame of that scan, if there is one.
  public subscript(id: FrameID) -> Frame? { frames.first { $0.id == id } }

  /// Reads a manifest's JSON.
  public init(path: String) throws {
    let read: FrameManifest
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      read = try JSONDecoder().decode(FrameManifest.self, from: data)
    } catch {
      throw RetinaError.layout(path: path, expected: "a manifest of frames", found: "\(error)")
    }
    guard Set(read.frames.map(\.id)).count == read.frames.count else {
      throw RetinaError.layout(path: path, expected: "every frame once", found: "a frame twice")
    }
    self.init(frames: read.frames, preparation: read.preparation)
  }

  /// The manifest as JSON, the same bytes for the same frames.
  public func json() throws -> Data { try canonicalJSON(self) }
}

/// JSON with sorted keys and a newline at the end.
func canonicalJSON(_ value: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return try encoder.encode(value) + [0x0A]
}
