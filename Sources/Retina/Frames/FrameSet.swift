private import Foundation
public import Tensors

/// A folder of frames: `manifest.json`, and for every graded frame the image and each grader's mask as PNG.
public struct FrameSet: Sendable {
  /// The folder's path.
  public let folder: String
  /// What lies in it; the sizes are those of the files.
  public let manifest: FrameManifest

  /// Opens a folder; throws `RetinaError.layout` when its manifest is missing or damaged.
  public init(folder: String) throws {
    self.folder = folder
    manifest = try FrameManifest(path: folder + "/manifest.json")
  }

  /// Writes the manifest of a folder whose images are written, by default at full size; throws when it cannot.
  public static func writeManifest(
    _ frames: [Frame], preparation: FramePreparation = .full, to folder: String
  ) throws {
    let url = URL(fileURLWithPath: folder + "/manifest.json")
    try FrameManifest(frames: frames, preparation: preparation).json().write(to: url)
  }

  /// How the frames were made from scans.
  public var preparation: FramePreparation { manifest.preparation ?? .full }

  /// The gray image of a frame; throws when the file is missing, damaged or of another size.
  public func image(_ id: FrameID) throws -> Raster {
    let frame = try frame(id)
    return try checked(Raster(readingPNG: path(frame.imageName)), of: frame, name: frame.imageName)
  }

  /// A grader's mask (1 or 2), 0 and 1; throws when that grader did not look at the frame.
  public func mask(_ id: FrameID, grader: Int = 1) throws -> Raster {
    let frame = try frame(id)
    let name = frame.maskName(grader: grader)
    guard frame.fluidPixels.indices.contains(grader - 1), frame.fluidPixels[grader - 1] != nil else {
      throw RetinaError.layout(
        path: path(name), expected: "a frame that grader \(grader) graded", found: "\(id)")
    }
    return try checked(Raster(readingMask: path(name)), of: frame, name: name)
  }

  /// Whether a grader looked at a frame; throws `RetinaError.layout` for a frame that is not in the folder.
  public func isGraded(_ id: FrameID, by grader: Int) throws -> Bool {
    let marks = try frame(id).fluidPixels
    return marks.indices.contains(grader - 1) && marks[grader - 1] != nil
  }

  /// The distance between a frame's pixels in tissue; throws for a frame that is not in the folder.
  public func pitch(_ id: FrameID) throws -> PixelPitch { try frame(id).pitch }

  private func frame(_ id: FrameID) throws -> Frame {
    guard let frame = manifest[id] else {
      throw RetinaError.layout(path: path("manifest.json"), expected: "frame \(id)", found: "no such frame")
    }
    return frame
  }

  private func path(_ name: String) -> String { folder + "/" + name }

  private func checked(_ raster: Raster, of frame: Frame, name: String) throws -> Raster {
    guard (raster.width, raster.height) == (frame.width, frame.height) else {
      throw RetinaError.layout(
        path: path(name), expected: "\(frame.width)×\(frame.height) as the manifest says",
        found: "\(raster.width)×\(raster.height)")
    }
    return raster
  }
}
