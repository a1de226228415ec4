import COpenBLAS

/// The system's OpenBLAS, held to one thread: an oracle for the engine's own products, and a solver.
///
/// Its results are the same bits on every call for one shape, one core type and one thread, and only then:
/// that is why the engine has a product of its own. The core type is chosen when the library is loaded; who
/// wants a certain one sets `OPENBLAS_CORETYPE=Haswell` before the process starts.
public struct OpenBLAS: Sendable {
  /// What the library says about itself, for the record of a run's environment.
  public struct Environment: Sendable, Hashable {
    /// The core type whose kernels are used, such as `Haswell`.
    public let core: String
    /// The version and the options of its build.
    public let configuration: String
    /// The number of threads that it will use.
    public let threads: Int
    /// How it was built to share work: `serial`, `threads` or `OpenMP`.
    public let parallelism: String
  }

  /// What the library says about itself.
  public let environment: Environment

  /// Holds the library to one thread and asks it what it is.
  ///
  /// Throws `OpenBLASError.notOneThread` when it does not obey, as some OpenMP builds do not.
  public init() throws(OpenBLASError) {
    openblas_set_num_threads(1)
    let threads = Int(openblas_get_num_threads())
    guard threads == 1 else { throw .notOneThread(found: threads) }
    environment = Environment(
      core: openblas_get_corename().map { String(cString: $0) } ?? "unknown",
      configuration: openblas_get_config().map { String(cString: $0) } ?? "unknown",
      threads: threads, parallelism: OpenBLAS.parallelism(openblas_get_parallel()))
  }

  private static func parallelism(_ code: CInt) -> String {
    switch code {
    case 0: "serial"
    case 1: "threads"
    default: "OpenMP"
    }
  }

  /// The product of matrices in rows: `a` is `rows` × `inner`, `b` is `inner` × `columns`.
  ///
  /// Traps unless the arrays have as many values. Source: BLAS, `sgemm`.
  public func product(_ a: [Float], _ b: [Float], rows: Int, inner: Int, columns: Int) -> [Float] {
    precondition(
      a.count == rows * inner && b.count == inner * columns,
      "a product of \(rows)×\(inner) (\(a.count) values) and \(inner)×\(columns) (\(b.count) values)")
    var c = [Float](repeating: 0, count: rows * columns)
    if c.isEmpty || inner == 0 { return c }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(inner), 1, a,
      blasint(inner), b, blasint(columns), 0, &c, blasint(columns))
    return c
  }
}
