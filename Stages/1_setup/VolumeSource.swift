import Foundation
import MAT
import Retina
import StageKit
import Tensors

/// Puts volumes into a folder, each as `Subject_NN.mat`, wherever they come from.
struct VolumeSource {
  let stage: Stage<SetupParameters>
  let folder: String

  /// Gathers the volumes that the parameters ask for.
  func gather() throws {
    let data = stage.parameters.data
    if let path = stage.optionalInput("data"), data.source == .phantom || data.source == .url {
      throw DataError.parameter(
        name: "data.source",
        expected:
          "duke (a folder of Subject_XX.mat) or folder (images/ and masks/), as data.path is given (\(path))",
        found: data.source.rawValue)
    }
    if let url = data.url, data.source != .url {
      throw DataError.parameter(
        name: "data.source", expected: "url, as data.url is given (\(url))", found: data.source.rawValue)
    }
    switch data.source {
    case .phantom: try drawPhantoms()
    case .duke: try copyVolumes(from: given("duke"))
    case .folder: try convertFolder(given("folder"))
    case .url: try unpack(download(data))
    }
  }

  private func given(_ source: String) throws -> String {
    guard let path = stage.optionalInput("data") else {
      throw DataError.missing(
        parameter: "data.path", need: "data.source is \(source): name the folder with --set data.path=…")
    }
    return path
  }

  private func drawPhantoms() throws {
    let shape = stage.parameters.phantom
    try shape.check()
    let generator = PhantomGenerator(
      seed: stage.seed, height: shape.height, width: shape.width, slices: shape.slices,
      graded: shape.graded, wetness: Float(shape.wetness))
    _ = try stage.map((1...shape.subjects).map { Subject($0) }, unit: "phantom") { subject in
      try generator.write(subject: subject, to: "\(folder)/\(subject).mat")
    }
  }

  /// Copies the volumes of a folder, each checked from its first byte to its last.
  private func copyVolumes(from source: String) throws {
    let files = try Volume.files(in: source)
    let names = try FileManager.default.contentsOfDirectory(atPath: source)
    let taken = Set(files.map { URL(fileURLWithPath: $0).lastPathComponent })
    if let other = names.sorted().first(where: { Self.isVolume($0) && !taken.contains($0) }) {
      throw DataError.file(
        path: "\(source)/\(other)", expected: "a name like Subject_01.mat, as the others have", found: other)
    }
    _ = try stage.map(files, unit: "volume") { path in
      try MATFile(path: path).verify()
      // What is wrong is said of the file that was given, and before anything is trained.
      _ = try Volume(path: path)
      let name = URL(fileURLWithPath: path).lastPathComponent
      // A link is followed: beside the copy it would lead nowhere.
      let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      try FileManager.default.copyItem(atPath: file, toPath: "\(folder)/\(name)")
    }
  }

  private static func isVolume(_ name: String) -> Bool {
    name.lowercased().wholeMatch(of: /subject[_ -]?[0-9]+\.mat/) != nil
  }

  /// `images/` and `masks/` of equally named PNG files, `…NN_KK.png`: subject and scan.
  private func convertFolder(_ source: String) throws {
    let pairs = try ImagePairs(folder: source)
    let scans = try pairs.names.map { try ScanName($0, in: source) }
    // `P01_v2_03`: of several numbers nobody can say which one is the patient's.
    if let first = scans.first,
      let other = scans.first(where: { $0.prefix != first.prefix || $0.prefix.contains(where: \.isNumber) })
    {
      throw DataError.file(
        path: pairs.image(other.file),
        expected:
          "a name like S03_12.png, scan 12 of subject 3, with no other number and the same words in all files; an "
          + "eye or a visit belongs into the scan's number",
        found: other.file)
    }
    let subjects = Dictionary(grouping: scans, by: \.subject).sorted { $0.key < $1.key }
    _ = try stage.map(subjects, unit: "subject") { subject, scans in
      try SubjectFolder(pairs: pairs, scans: scans.sorted { $0.number < $1.number })
        .write(to: "\(folder)/\(subject).mat")
    }
  }

  private func download(_ data: SetupParameters.Source) throws -> String {
    guard let url = data.url else {
      throw DataError.missing(parameter: "data.url", need: "data.source is url: name the file's address")
    }
    guard let sha256 = data.sha256 else {
      throw DataError.missing(
        parameter: "data.sha256", need: "say which file you expect: the SHA-256 of \(url)")
    }
    let digest = sha256.lowercased().filter { !$0.isWhitespace }
    guard digest.count == 64, digest.allSatisfy(\.isHexDigit) else {
      throw DataError.parameter(name: "data.sha256", expected: "64 hex digits", found: sha256)
    }
    guard url.lowercased().hasPrefix("http://") || url.lowercased().hasPrefix("https://") else {
      throw DataError.parameter(
        name: "data.url",
        expected:
          "an address that begins with http:// or https://; of what lies here, unpack it and name its "
          + "folder with data.path and data.source=duke or folder",
        found: url)
    }
    let download = try Download(url: url, sha256: digest, scratch: stage.scratch()) { megabytes, total in
      stage.progress(megabytes, of: total, unit: "MB")
    }
    return try download.file()
  }

  /// An archive of a Duke folder, or of `images/` and `masks/`.
  private func unpack(_ archive: String) throws {
    let place = try stage.scratch() + "/unpacked"
    try? FileManager.default.removeItem(atPath: place)
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let tool = Process()
    tool.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let opening = try FileHandle(forReadingFrom: URL(fileURLWithPath: archive)).read(upToCount: 2)
    let name = opening == Data("PK".utf8) ? "unzip" : "tar"
    tool.arguments =
      name == "unzip" ? [name, "-q", archive, "-d", place] : [name, "-xf", archive, "-C", place]
    let errors = Pipe()
    tool.standardError = errors
    // An encrypted archive would ask for its password.
    tool.standardInput = FileHandle.nullDevice
    try tool.run()
    let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    tool.waitUntilExit()
    guard tool.terminationStatus == 0 else {
      throw DataError.file(
        path: archive, expected: "a zip or tar archive",
        found: "what \(name) refuses: \(words.trimmingCharacters(in: .whitespacesAndNewlines).prefix(300))")
    }
    let root = try Self.dataFolder(below: place)
    if (try? Volume.files(in: root)) == nil {
      try convertFolder(root)
    } else {
      try copyVolumes(from: root)
    }
  }

  /// The one folder, the archive itself or one in it, that holds volumes, or images and masks.
  private static func dataFolder(below path: String) throws -> String {
    func isFolder(_ path: String) -> Bool {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
    func holdsData(_ folder: String) -> Bool {
      isFolder(folder + "/images") && isFolder(folder + "/masks") || (try? Volume.files(in: folder)) != nil
    }
    // Macs put a shadow of everything beside it.
    let below = try FileManager.default.subpathsOfDirectory(atPath: path).sorted().filter { name in
      !name.split(separator: "/").contains { $0 == "__MACOSX" || $0.hasPrefix(".") }
    }
    let found = ([""] + below.map { "/" + $0 }).filter { isFolder(path + $0) && holdsData(path + $0) }
    guard found.count == 1 else {
      let names = found.map { $0.isEmpty ? "the archive itself" : String($0.dropFirst()) }
      throw DataError.file(
        path: path, expected: "one folder with Subject_NN.mat, or with images/ and masks/",
        found: names.isEmpty
          ? "\(below.count) other files"
          : names.joined(separator: ", ")
            + "; unpack it and name one with data.path and data.source=duke or folder")
    }
    return path + found[0]
  }
}
