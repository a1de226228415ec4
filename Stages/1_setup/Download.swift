import Digest
import Foundation

/// A file from the network: resumed where it was cut off, believed when its SHA-256 is the one asked for.
struct Download {
  let url: String
  let sha256: String
  /// A folder that survives a killed run; the unfinished part lies there.
  let scratch: String
  /// Told how many megabytes have come and how many there are, where the server says so.
  let progress: (_ megabytes: Int, _ total: Int) -> Void

  /// The finished file; throws `DataError` when it cannot be had or is another one.
  func file() throws -> String {
    let name = URL(string: url)?.lastPathComponent ?? "download"
    let path = scratch + "/" + (name.isEmpty ? "download" : name)
    let isBegun = FileManager.default.fileExists(atPath: path)
    if isBegun, try Self.sha256(of: path) == sha256 { return path }
    do {
      try fetch(to: path)
    } catch DataError.noRange where isBegun {
      try FileManager.default.removeItem(atPath: path)
      try fetch(to: path)
    }
    let found = try Self.sha256(of: path)
    guard found == sha256 else {
      try FileManager.default.removeItem(atPath: path)
      throw DataError.file(path: url, expected: "SHA-256 \(sha256) (data.sha256)", found: found)
    }
    return path
  }

  /// The SHA-256 of a file as hexadecimal digits.
  static func sha256(of path: String) throws -> String {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw DataError.file(path: path, expected: "a readable file", found: "none")
    }
    defer { try? file.close() }
    var hasher = SHA256Hasher()
    while let block = try file.read(upToCount: 1 << 20), !block.isEmpty {
      block.withUnsafeBytes { hasher.update($0) }
    }
    return hasher.finish().hex
  }

  /// curl resumes, follows redirects and retries; it is asked for rather than rebuilt.
  private func fetch(to path: String) throws {
    let begun = Self.size(of: path)
    let headers = path + ".headers"
    defer { try? FileManager.default.removeItem(atPath: headers) }
    let curl = Process()
    curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    curl.arguments = [
      "curl", "--fail", "--location", "--silent", "--show-error", "--retry", "3", "--continue-at", "-",
      "--dump-header", headers, "--output", path, "--url", url,
    ]
    let errors = Pipe()
    curl.standardError = errors
    try curl.run()
    while curl.isRunning {
      Thread.sleep(forTimeInterval: 0.2)
      report(Self.size(of: path), length: Self.length(in: headers), begun: begun)
    }
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    curl.waitUntilExit()
    // Not every server can go on in the middle: curl's code for that, and HTTP's for a part that is too long.
    if curl.terminationStatus == 33 || curl.terminationStatus == 22 && text.contains("416") {
      throw DataError.noRange(url: url)
    }
    guard curl.terminationStatus == 0 else {
      throw DataError.download(
        url: url, reason: text.isEmpty ? "curl ended with \(curl.terminationStatus); is it installed?" : text)
    }
  }

  private func report(_ size: Int, length: Int?, begun: Int) {
    guard let length, (1 << 20..<1 << 50).contains(length) else { return }
    // What is left is all that is sent to one who goes on.
    progress(min(size, begun + length) >> 20, (begun + length) >> 20)
  }

  private static func size(of path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  /// What the last answer that has come says of its length in bytes; redirects come before it.
  private static func length(in headers: String) -> Int? {
    guard
      let text = FileManager.default.contents(atPath: headers).map({ String(decoding: $0, as: UTF8.self) })
    else { return nil }
    let last = text.components(separatedBy: "\r\n\r\n").last { !$0.isEmpty } ?? ""
    let lines = last.components(separatedBy: "\r\n").map { $0.lowercased() }
    return lines.last { $0.hasPrefix("content-length:") }.flatMap { line in
      Int(line.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces))
    }
  }
}
