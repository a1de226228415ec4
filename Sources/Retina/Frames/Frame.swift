import Tensors

/// A scan as stage 2 leaves it: where its files are and what is known of it.
public struct Frame: Codable, Hashable, Sendable, Identifiable {
  /// Which scan of which subject.
  public let id: FrameID
  /// Columns and rows of its files: the scan's, or those of a resized variant.
  public let width: Int, height: Int
  /// Fluid pixels at that size for each grader; nil where the grader did not look.
  public let fluidPixels: [Int?]
  /// The distance between neighbors at that size, in µm.
  public let pitch: PixelPitch

  /// A frame.
  public init(id: FrameID, width: Int, height: Int, fluidPixels: [Int?], pitch: PixelPitch) {
    self.id = id
    self.width = width
    self.height = height
    self.fluidPixels = fluidPixels
    self.pitch = pitch
  }

  /// What is known of a scan of a volume.
  public init(_ scan: BScan, of volume: Volume) {
    self.init(
      id: FrameID(subject: volume.subject, slice: scan.slice), width: scan.image.width,
      height: scan.image.height, fluidPixels: scan.gradings.map(\.fluidPixels), pitch: volume.pitch)
  }

  /// Whose eye.
  public var subject: Subject { id.subject }
  /// Which scan of the volume.
  public var slice: Int { id.slice }
  /// Whether any grader looked at the scan.
  public var isGraded: Bool { fluidPixels.contains { $0 != nil } }
  /// The image's file name in a folder of frames: `Subject_01_010.png`.
  public var imageName: String { "\(id).png" }
  /// The file name of a grader's mask (1 or 2): `Subject_01_010_grader1.png`.
  public func maskName(grader: Int) -> String { "\(id)_grader\(grader).png" }
}
