internal import ContentStore
internal import Digest
internal import Glibc

/// A stage's program, opened: what was digested is what is run, whatever stands under its name by then.
///
/// A script is opened by its interpreter, by name; so it is compared once more when it has ended.
final class Program {
  let path: String
  let descriptor: Int32
  /// Whether it begins with `#!`.
  let isScript: Bool
  let digest: SHA256Digest
  private let stamp: FileStamp

  /// Opens and digests it; throws `PipelineError.noExecutable`, `ContentStoreError`.
  init(_ path: String, cache: StatCache) throws {
    guard access(path, X_OK) == 0 else { throw PipelineError.noExecutable(path: path) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw PipelineError.cannotStart(program: path, code: errno) }
    do {
      digest = try cache.digest(of: descriptor, path: path)
      stamp = try FileStamp(of: descriptor, path)
    } catch {
      close(descriptor)
      throw error
    }
    var mark: (UInt8, UInt8) = (0, 0)
    isScript = pread(descriptor, &mark, 2, 0) == 2 && mark == (UInt8(ascii: "#"), UInt8(ascii: "!"))
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Whether the bytes that were run are still those that were digested.
  ///
  /// An interpreter reads on while the script runs: one that was changed and changed back counts as changed.
  func isUnchanged(_ cache: StatCache) throws -> Bool {
    if isScript { return try FileSystem.stamp(path) == stamp }
    if try FileStamp(of: descriptor, path) == stamp { return true }
    return try cache.digest(of: descriptor, path: path) == digest
  }

  /// The folders that it names for its libraries (DT_RUNPATH, DT_RPATH), as far as it is an ELF file.
  var libraryFolders: [String] {
    let origin = FileSystem.parent(of: path)
    return (ELFFile(descriptor)?.runPath ?? "").split(separator: ":").map {
      $0.split(separator: "/", omittingEmptySubsequences: false).map { $0 == "$ORIGIN" ? origin : String($0) }
        .joined(separator: "/")
    }
  }
}
