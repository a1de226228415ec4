import Foundation
import MAT
import PNG
public import Tensors

/// Scans of one's own: PNG files, folders of them, and volumes in the layout of the Duke set.
///
/// Of a volume only `images` is read: rows × columns × scans, uint8. Scans of a single value are blank and left
/// out, such as those of zeros in rebuilt volumes. In a folder, a file that bears another's name with `_grader1`,
/// `_grader2` or `_mask` behind it is that scan's mask and left out.
public struct ScanList: Sendable {
  /// The scans, in the order of the paths; in a folder by name.
  public let scans: [Scan]
  /// How many scans were blank.
  public let blank: Int
  /// How many files of folders were other scans' masks.
  public let masks: Int
  /// Folders' entries that are neither hidden nor named `.png` or `.mat`, in whatever case: passed over.
  public let others: [String]

  /// Finds the scans below files and folders, each read and checked to its last byte.
  ///
  /// Throws `RetinaError`, `MATError` or `PNGError` for what is missing, damaged or no gray scan, for two scans
  /// of one name, and where there is none.
  public init(paths: [String]) throws {
    var scans: [Scan] = []
    var (blank, masks) = (0, 0)
    var others: [String] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw RetinaError.layout(
          path: path, expected: "a .mat or .png file, or a folder of them", found: "nothing")
      }
      let files = isFolder.boolValue ? try Self.files(in: path) : (scans: [path], masks: 0, others: [])
      masks += files.masks
      others += files.others
      for file in files.scans {
        let found = try Self.scans(in: file)
        scans += found.scans
        blank += found.blank
      }
    }
    self.scans = scans
    (self.blank, self.masks, self.others) = (blank, masks, others)
    try check(paths)
  }

  /// Calls `body` with every scan and its image, in order; volumes are read once.
  ///
  /// Throws what reading and `body` throw.
  public func forEach(_ body: (Scan, Raster) throws -> Void) throws {
    var (open, images): (String?, [Raster]) = (nil, [])
    for scan in scans {
      guard scan.isOfVolume, let slice = scan.slice else {
        try body(scan, Raster(readingGray: scan.path))
        continue
      }
      if open != scan.path { (open, images) = (scan.path, try Volume.images(path: scan.path)) }
      guard images.indices.contains(slice) else {
        throw RetinaError.layout(
          path: scan.path, expected: "the volume that was there before", found: "\(images.count) scans")
      }
      try body(scan, images[slice])
    }
  }

  private func check(_ paths: [String]) throws {
    guard !scans.isEmpty else {
      throw RetinaError.layout(
        path: paths.joined(separator: ", "), expected: "scans",
        found: (blank > 0 ? "\(blank) blank ones" : "none")
          + (others.first.map { "; \($0) is neither .png nor .mat" } ?? ""))
    }
    var names: [String: Scan] = [:]
    var places: [String: Scan] = [:]
    for scan in scans {
      if let other = names.updateValue(scan, forKey: scan.name) {
        throw RetinaError.layout(
          path: scan.path, expected: "every scan's name once", found: "\(scan.name) in \(other.path) too")
      }
      guard let eye = scan.eye, let slice = scan.slice else { continue }
      if let other = places.updateValue(scan, forKey: "\(eye) \(slice)") {
        throw RetinaError.layout(
          path: scan.path, expected: "every place of \(eye) once", found: "scan \(slice) in \(other.path) too"
        )
      }
    }
  }

  private static func files(
    in folder: String
  ) throws -> (scans: [String], masks: Int, others: [String]) {
    let visible = try FolderListing.names(in: folder, expected: "a folder of scans")
    let names = visible.filter { ImagePairs.isPNG($0) || isVolume($0) }
    let known = Set(names.map { $0.lowercased() })
    let scans = names.filter { name in
      let name = name.lowercased()
      return !["_grader1.png", "_grader2.png", "_mask.png"].contains { ending in
        name.hasSuffix(ending) && known.contains(name.dropLast(ending.count) + ".png")
      }
    }
    let others = visible.filter { !ImagePairs.isPNG($0) && !isVolume($0) }
    func paths(_ names: [String]) -> [String] { names.map { folder + "/" + $0 } }
    return (paths(scans), names.count - scans.count, paths(others))
  }

  private static func isVolume(_ name: String) -> Bool { name.lowercased().hasSuffix(".mat") }

  private static func scans(in file: String) throws -> (scans: [Scan], blank: Int) {
    if ImagePairs.isPNG(file) {
      let isBlank = try Raster(readingGray: file).onlyValue != nil
      return isBlank ? ([], 1) : ([Scan(png: file)], 0)
    }
    guard isVolume(file) else {
      throw RetinaError.layout(path: file, expected: "a name that ends in .mat or .png", found: file)
    }
    let images = try Volume.images(path: file)
    let seen = images.indices.filter { images[$0].onlyValue == nil }
    return (seen.map { Scan(volume: file, slice: $0) }, images.count - seen.count)
  }
}

extension Raster {
  /// Reads a gray scan: one channel, or colors that are all gray and opaque, as many programs save scans.
  ///
  /// Throws `PNGError`, and `RetinaError.layout` for true colors.
  init(readingGray path: String) throws {
    let image = try PNGImage(path: path)
    guard image.channels > 1 else {
      self.init(image)
      return
    }
    let colors = image.channels < 3 ? 1 : 3
    var gray: [UInt8] = []
    gray.reserveCapacity(image.width * image.height)
    for pixel in 0..<image.width * image.height {
      let samples = image.pixels[pixel * image.channels..<(pixel + 1) * image.channels]
      let value = samples[samples.startIndex]
      guard samples.prefix(colors).allSatisfy({ $0 == value }),
        samples.dropFirst(colors).allSatisfy({ $0 == 255 })
      else {
        throw RetinaError.layout(
          path: path, expected: "a gray scan",
          found: "the color \(Array(samples)) in row \(pixel / image.width), column \(pixel % image.width)")
      }
      gray.append(value)
    }
    self.init(width: image.width, height: image.height, pixels: gray)
  }
}
