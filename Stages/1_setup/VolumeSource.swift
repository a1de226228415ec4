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
    _ = try stage.map(Volume.files(in: source), unit: "volume") { path in
      try MATFile(path: path).verify()
      let name = URL(fileURLWithPath: path).lastPathComponent
      // A link is followed: beside the copy it would lead nowhere.
      let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      try FileManager.default.copyItem(atPath: file, toPath: "\(folder)/\(name)")
    }
  }

  /// `images/` and `masks/` of equally named PNG files, `…NN_KK.png`: subject and scan.
  private func convertFolder(_ source: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: source + "/images")
      .filter { $0.hasSuffix(".png") }.sorted()
    let scans = try names.map { try ScanName($0, in: source) }
    let subjects = Dictionary(grouping: scans, by: \.subject).sorted { $0.key < $1.key }
    guard !subjects.isEmpty else {
      throw DataError.file(path: source + "/images", expected: "PNG files", found: "none")
    }
    _ = try stage.map(subjects, unit: "subject") { subject, scans in
      try SubjectFolder(path: source, scans: scans.sorted { $0.number < $1.number })
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
    return try Download(url: url, sha256: sha256.lowercased(), scratch: stage.scratch()).file()
  }

  /// An archive of a Duke folder, or of `images/` and `masks/`.
  private func unpack(_ archive: String) throws {
    let place = try stage.scratch() + "/unpacked"
    try? FileManager.default.removeItem(atPath: place)
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let tool = Process()
    tool.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    tool.arguments =
      archive.hasSuffix(".zip")
      ? ["unzip", "-q", archive, "-d", place] : ["tar", "-xf", archive, "-C", place]
    try tool.run()
    tool.waitUntilExit()
    guard tool.terminationStatus == 0 else {
      throw DataError.file(
        path: archive, expected: "a zip or tar archive", found: "what \(tool.arguments?[0] ?? "") refuses")
    }
    let root = try Self.dataFolder(below: place)
    if FileManager.default.fileExists(atPath: root + "/images") {
      try convertFolder(root)
    } else {
      try copyVolumes(from: root)
    }
  }

  /// The folder itself, or the first one below it that holds volumes or images.
  private static func dataFolder(below path: String) throws -> String {
    func holdsData(_ folder: String) -> Bool {
      FileManager.default.fileExists(atPath: folder + "/images") || (try? Volume.files(in: folder)) != nil
    }
    if holdsData(path) { return path }
    let below = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
    guard let found = below.map({ path + "/" + $0 }).first(where: holdsData) else {
      throw DataError.file(
        path: path, expected: "Subject_NN.mat, or images/ and masks/", found: "\(below.count) other files")
    }
    return found
  }
}
