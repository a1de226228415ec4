import Checkpoints
import Foundation
import Testing

/// The files that PyTorch and MMEngine wrote, against the same tensors in safetensors.
@Suite(.enabled(if: Shared.hasGolden, "no golden folder"))
struct GoldenCheckpointTests {
  /// What these tests read of manifest.json.
  private struct Manifest: Decodable {
    let cases: [String: Case]
    let odd: Odd
    let runner: Runner

    struct Case: Decodable {
      let checkpoint: String
    }

    struct Odd: Decodable {
      let files: [String]
      let tensors: String

      enum CodingKeys: String, CodingKey {
        case files
        case tensors = "same_tensors"
      }
    }

    struct Runner: Decodable {
      let file: String
      let tensors: String

      enum CodingKeys: String, CodingKey {
        case file
        case tensors = "same_tensors"
      }
    }

    enum CodingKeys: String, CodingKey {
      case cases
      case odd = "odd_checkpoint"
      case runner = "runner_checkpoint"
    }

    /// The cases' checkpoints.
    var checkpoints: [String] { Set(cases.values.map(\.checkpoint)).sorted() }

    static func read() throws -> Manifest {
      try JSONDecoder().decode(
        Manifest.self, from: Data(contentsOf: URL(filePath: "\(Shared.golden)/manifest.json")))
    }
  }

  private func isThere(_ file: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(Shared.golden)/\(file)")
  }

  private func check(_ file: String, against expected: String) throws -> Checkpoint {
    let read = try Checkpoint(contentsOf: "\(Shared.golden)/\(file)")
    let wanted = try Checkpoint(contentsOf: "\(Shared.golden)/\(expected)")
    #expect(Set(read.names) == Set(wanted.names))
    for name in wanted.names {
      let (tensor, reference) = try (#require(read[name]), #require(wanted[name]))
      // A scalar is written as one element by the golden files' maker.
      #expect(tensor.shape == reference.shape || (tensor.shape == [] && reference.shape == [1]), "\(name)")
      #expect(tensor.floats == reference.floats, "\(name)")
    }
    return read
  }

  @Test func oddViewsAndTypes() throws {
    let odd = try Manifest.read().odd
    #expect(!odd.files.isEmpty)
    for file in odd.files {
      let read = try check(file, against: odd.tensors)
      print("golden checkpoint \(file): \(read.names.count) tensors, all values equal")
      #expect(read.meta["meta"]?["note"]?.string == "odd")
      #expect(read.meta["meta"]?["nested"]?.list?.first?.integer == 1)
      #expect(read["half"]?.type == .float16)
      #expect(read["bool"]?.type == .bool)
    }
  }

  @Test func bothFormsOfACheckpoint() throws {
    var (zipped, legacy) = (0, 0)
    for file in try Manifest.read().checkpoints {
      let stem = file.dropLast(".pth".count)
      guard isThere("\(stem).safetensors") else { continue }
      for form in [file, "\(stem).legacy.pth"] where isThere(form) {
        let read = try check(form, against: "\(stem).safetensors")
        print("golden checkpoint \(form): \(read.names.count) tensors, all values equal")
        if form == file { zipped += 1 } else { legacy += 1 }
      }
    }
    // Another folder may lack the old form.
    let isNamed = ProcessInfo.processInfo.environment["FOVEA_GOLDEN"] != nil
    #expect(zipped > 0 && (legacy > 0 || isNamed))
  }

  @Test func aTrainingRunWithPickledObjects() throws {
    let runner = try Manifest.read().runner
    let read = try check(runner.file, against: runner.tensors)
    print("golden checkpoint \(runner.file): \(read.names.count) tensors, all values equal")
    #expect(read.meta["meta"]?["iter"]?.integer ?? 0 > 0)
    #expect(read.meta["meta"]?["cfg"]?.string?.contains("EncoderDecoder") == true)
    #expect(read.meta["optimizer"]?["param_groups"]?.list?.count == 1)
  }

  /// What Fovea writes from a real file's tensors it reads back alike; FOVEA_KEEP keeps the file for PyTorch
  /// itself.
  @Test func rewritingKeepsEveryTensor() throws {
    let manifest = try Manifest.read()
    for file in manifest.odd.files + manifest.checkpoints { try rewrite(file) }
  }

  private func rewrite(_ file: String) throws {
    let read = try Checkpoint(contentsOf: "\(Shared.golden)/\(file)")
    if let folder = ProcessInfo.processInfo.environment["FOVEA_KEEP"] {
      try rewrite(read, to: "\(folder)/\(file)")
    } else {
      try Shared.withScratch(file) { try rewrite(read, to: $0) }
    }
  }

  private func rewrite(_ read: Checkpoint, to path: String) throws {
    try read.write(to: path, as: .torch)
    let again = try Checkpoint(contentsOf: path)
    #expect(again.names == read.names)
    for name in read.names {
      #expect(again[name]?.bytes == read[name]?.bytes && again[name]?.shape == read[name]?.shape, "\(name)")
      #expect(again[name]?.type == read[name]?.type)
    }
  }
}
