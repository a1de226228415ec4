import Foundation
import Testing

@testable import Checkpoints

/// How long the fuzz tests go on: for a number of files, or for as many seconds as FOVEA_FUZZ_SECONDS says.
enum FuzzLength {
  /// Some tenths of a second's worth.
  private static let files = 1000
  static let seconds = ProcessInfo.processInfo.environment["FOVEA_FUZZ_SECONDS"].flatMap { Double($0) }

  /// Calls `body` with 0, 1, 2 … and gives how often.
  static func repeats(_ body: (Int) throws -> Void) rethrows -> Int {
    let end = seconds.map { ContinuousClock.now + .seconds($0) }
    var count = 0
    while end.map({ ContinuousClock.now < $0 }) ?? (count < files) {
      try body(count)
      count += 1
    }
    return count
  }
}

/// Changed, cut and spliced files: refused or read, never a crash.
@Suite struct CheckpointFuzzTests {
  /// A generator of its own, so that a failure can be had again: xorshift64*.
  struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return state &* 2_685_821_657_736_338_717
    }
  }

  private func seeds() throws -> [[UInt8]] {
    var checkpoint = Checkpoint(meta: ["meta": .dictionary([(.string("iter"), .integer(7))])])
    checkpoint["w"] = StoredTensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
    checkpoint["n"] = StoredTensor([7 as Int64], shape: [])
    let torch = Array(try TorchWriter.encode(checkpoint))
    checkpoint.meta = ["note": .string("x")]
    let safetensors = Array(try SafetensorsWriter.encode(checkpoint))
    let golden = try ["odd.pth", "odd.legacy.pth"].map { "\(Shared.golden)/\($0)" }
      .filter { FileManager.default.fileExists(atPath: $0) }
      .map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
    return [torch, safetensors] + golden
  }

  private func mutate(_ seed: [UInt8], _ numbers: inout Numbers) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 1...4, using: &numbers) {
      let place = Int.random(in: 0..<max(1, bytes.count), using: &numbers)
      guard place < bytes.count else { continue }
      switch Int.random(in: 0..<6, using: &numbers) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
      case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &numbers) ?? 0
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...16, using: &numbers)))
      case 3: bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: place)
      case 4: bytes.removeLast(min(bytes.count, Int.random(in: 1...64, using: &numbers)))
      default:
        let source = Int.random(in: 0..<bytes.count, using: &numbers)
        let count = min(8, bytes.count - max(source, place))
        bytes.replaceSubrange(place..<place + count, with: Array(bytes[source..<source + count]))
      }
    }
    return bytes
  }

  @Test func changedFilesAreRefusedOrRead() throws {
    let seeds = try seeds()
    var numbers = Numbers(state: 0x9E37_79B9_7F4A_7C15)
    var (accepted, memory) = (0, 0)
    let count = try FuzzLength.repeats { number in
      let bytes = mutate(seeds[number % seeds.count], &numbers)
      do {
        let checkpoint = try Checkpoint(bytes.withUnsafeBytes { ByteStore(copying: $0, path: "fuzz") })
        for name in checkpoint.names {
          let tensor = checkpoint[name]
          #expect(tensor?.floats.count == tensor?.count)
        }
        accepted += 1
      } catch is CheckpointError {
        // Refused with a reason, as it should be.
      }
      if number == 2000 { memory = Self.residentPages() }
    }
    print("fuzz: \(count) files, \(accepted) accepted, the others refused")
    #expect(accepted > 0 && accepted < count)
    guard FuzzLength.seconds != nil, memory > 0 else { return }
    let growth = Self.residentPages() - memory
    print("fuzz: resident growth \(growth * 4) KiB since file 2000, peak \(Self.peakMemory())")
    #expect(growth * 4 < 64 << 10)
  }

  /// The process's largest resident size so far, as Linux words it.
  private static func peakMemory() -> String {
    let text = FileManager.default.contents(atPath: "/proc/self/status").map {
      String(decoding: $0, as: UTF8.self)
    }
    let line = text?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.map { $0.dropFirst(6).trimmingCharacters(in: .whitespaces) } ?? "unknown"
  }

  private static func residentPages() -> Int {
    let text = FileManager.default.contents(atPath: "/proc/self/statm").map {
      String(decoding: $0, as: UTF8.self)
    }
    return text?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  }
}
