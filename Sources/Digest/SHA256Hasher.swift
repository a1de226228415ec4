internal import CCrypto

/// A running SHA-256 over bytes that come in pieces.
///
/// libcrypto chooses the fastest code for the processor (SHA-NI where it exists): see `EVP_DigestInit(3)`.
/// A hasher belongs to one thread at a time; different hashers are independent.
public struct SHA256Hasher: ~Copyable {
  private let context: OpaquePointer

  /// A hasher that has seen nothing.
  public init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, Algorithm.sha256, nil) == 1 else {
      preconditionFailure("libcrypto can make no SHA-256 context")
    }
    self.context = context
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  /// Takes the bytes in a buffer.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    precondition(EVP_DigestUpdate(context, base, bytes.count) == 1, "libcrypto refused to hash")
  }

  /// Takes some bytes.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Takes a text's UTF-8 bytes.
  public mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// The digest of everything taken; the hasher is used up.
  public consuming func finish() -> SHA256Digest {
    withUnsafeTemporaryAllocation(byteCount: SHA256Digest.byteCount, alignment: 8) { bytes in
      let written = EVP_DigestFinal_ex(context, bytes.baseAddress, nil)
      precondition(written == 1, "libcrypto refused to finish a SHA-256")
      return SHA256Digest(bytes: UnsafeRawBufferPointer(bytes))
    }
  }
}

/// The algorithm, fetched once: fetching it for every small file costs more than hashing the file.
private enum Algorithm {
  // Safe: libcrypto's fetched algorithms are immutable and counted atomically; this one is never freed.
  nonisolated(unsafe) static let sha256: OpaquePointer? = EVP_MD_fetch(nil, "SHA256", nil)
}
