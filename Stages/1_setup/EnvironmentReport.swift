import BLAS
import Foundation
import Git
import MAT
import PNG

/// What this machine and this build are made of; nothing here may depend on the thread count.
struct EnvironmentReport: Codable {
  struct Library: Codable {
    let name: String
    let version: String
  }

  let system: String
  let architecture: String
  let compiler: String
  let processorFeatures: [String]
  let libraries: [Library]

  /// Asks the libraries themselves; throws when a needed one cannot answer.
  static func ofThisMachine() throws -> EnvironmentReport {
    let blas = try OpenBLAS().environment
    return EnvironmentReport(
      system: try operatingSystem(),
      architecture: machineName(),
      compiler: compilerVersion,
      processorFeatures: try processorFeatures(),
      libraries: [
        Library(name: "libpng", version: PNGImage.libraryVersion),
        Library(name: "libmatio", version: MATFile.libraryVersion),
        Library(name: "OpenBLAS", version: "\(blas.configuration); core \(blas.core)"),
        Library(name: "libgit2", version: Repository.libraryVersion),
      ])
  }

  /// The JSON, keys in order.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + [0x0A]
  }

  /// The compiler that built this program.
  private static var compilerVersion: String {
    #if compiler(>=6.4)
      "Swift 6.4 or newer"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #elseif compiler(>=6.2)
      "Swift 6.2"
    #else
      "Swift 6.1"
    #endif
  }

  private static func machineName() -> String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "aarch64"
    #else
      "unknown"
    #endif
  }

  private static func operatingSystem() throws -> String {
    let lines = try String(contentsOfFile: "/etc/os-release", encoding: .utf8).split(separator: "\n")
    let name = lines.first { $0.hasPrefix("PRETTY_NAME=") }?.dropFirst("PRETTY_NAME=".count)
    return name.map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\"")) } ?? "Linux"
  }

  /// Those of the instruction sets that the engine or OpenBLAS may use.
  private static func processorFeatures() throws -> [String] {
    let text = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") || $0.hasPrefix("Features") }
    let all = Set((flags ?? "").split(whereSeparator: { " \t:".contains($0) }).map(String.init))
    return ["avx2", "fma", "bmi2", "f16c", "avx512f", "sha_ni", "asimd", "sha2"].filter(all.contains)
  }
}
