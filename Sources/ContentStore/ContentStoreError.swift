public import Digest
internal import Glibc

/// What can be wrong with files, objects and the lock.
public enum ContentStoreError: Error, Equatable {
  /// Nothing stands at the path.
  case absent(path: String)
  /// The path holds something else than what is needed there.
  case wrongKind(path: String, expected: String, found: String)
  /// A name in the folder is not UTF-8; it is given with `\xNN` for the bytes in question.
  case nameNotUTF8(folder: String, name: String)
  /// The file is larger than what may stand there.
  case tooLarge(path: String, limit: Int, found: Int)
  /// The file was written to while it was read.
  case changedWhileRead(path: String)
  /// A link in the folder leads back to a folder that holds it.
  case linkLoop(path: String)
  /// A call of the system failed, with its reason.
  case system(path: String, action: String, code: Int32)
  /// No object has this digest.
  case noObject(SHA256Digest)
  /// An object's bytes are not what its name says; it was moved aside.
  case corruptObject(SHA256Digest, path: String, found: SHA256Digest, quarantine: String)
  /// A folder's manifest cannot be read.
  case badManifest(SHA256Digest, reason: String)
  /// Another process holds the workspace.
  case locked(path: String, holder: String)
}

extension ContentStoreError {
  /// Whether the store lacks something that it should have.
  public var isDamage: Bool {
    switch self {
    case .noObject, .corruptObject, .badManifest: true
    default: false
    }
  }

  /// Whether it says that something stands at a path which cannot be filed, such as a folder with a dangling link in
  /// it; what is not there at all is nothing of the kind.
  public func isUnfit(_ path: String) -> Bool {
    switch self {
    case .absent(let place): !ByteOrder.same(place, path)
    case .wrongKind, .nameNotUTF8, .linkLoop, .system(_, _, code: ELOOP): true
    default: false
    }
  }
}

extension ContentStoreError: CustomStringConvertible {
  /// One sentence with path, expectation and finding.
  public var description: String {
    switch self {
    case .absent(let path): "\(path): no such file or folder"
    case .wrongKind(let path, let expected, let found): "\(path): expected \(expected), found \(found)"
    case .nameNotUTF8(let folder, let name): "\(folder): the name '\(name)' is not UTF-8; rename it"
    case .tooLarge(let path, let limit, let found): "\(path): expected at most \(limit) bytes, found \(found)"
    case .changedWhileRead(let path): "\(path): changed while it was read"
    case .linkLoop(let path): "\(path): the link leads back to a folder that holds it"
    case .system(let path, let action, let code):
      "\(path): cannot \(action): \(String(cString: strerror(code)))"
    case .noObject(let digest): "the store holds no object \(digest)"
    case .corruptObject(let digest, let path, let found, let quarantine):
      "\(path): object \(digest) is damaged (its bytes have digest \(found)); moved to \(quarantine)"
    case .badManifest(let digest, let reason): "folder manifest \(digest): \(reason)"
    case .locked(let path, let holder): "\(path): the workspace is in use by \(holder)"
    }
  }
}
