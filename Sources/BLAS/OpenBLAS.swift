private import COpenBLAS
private import Foundation

/// OpenBLAS on one thread: the oracle of the engine's own product, and the solver where no byte depends on it.
///
/// OpenBLAS gives other bits for another number of threads, so it is pinned to one before its first use.
public enum OpenBLAS {
  private static let isPinned: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// The version, such as `0.3.21`, from the library's configuration text (cblas.h: openblas_get_config).
  public static var version: String {
    configuration.split(separator: " ").dropFirst().first.map(String.init) ?? "unknown"
  }

  /// The library's configuration text, such as `OpenBLAS 0.3.21 DYNAMIC_ARCH … Haswell`.
  public static var configuration: String {
    openblas_get_config().map { String(cString: $0) } ?? "unknown"
  }

  /// The core type whose kernels are used, such as `Haswell`; `OPENBLAS_CORETYPE` chooses another.
  public static var coreName: String {
    openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// The product of two row-major matrices: `a` is rows × inner, `b` is inner × columns.
  ///
  /// Traps unless the counts fit (cblas.h: cblas_sgemm, alpha 1, beta 0).
  public static func product(_ a: [Float], _ b: [Float], rows: Int, inner: Int, columns: Int) -> [Float] {
    precondition(a.count == rows * inner, "a has \(a.count) values, not \(rows) × \(inner)")
    precondition(b.count == inner * columns, "b has \(b.count) values, not \(inner) × \(columns)")
    precondition(isPinned, "OpenBLAS runs on one thread")
    var c = [Float](repeating: 0, count: rows * columns)
    guard rows > 0, columns > 0, inner > 0 else { return c }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(inner), 1, a,
      blasint(inner), b, blasint(columns), 0, &c, blasint(columns))
    return c
  }
}
