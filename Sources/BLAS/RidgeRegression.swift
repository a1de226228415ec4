import COpenBLAS

/// Least squares with a penalty on the weights, in closed form, from rows that come in pieces.
///
/// Minimizes Σ (w · x + c − y)² + λ |w|², where λ is `penalty` times the mean square of the columns' sums; c is
/// free. Sums and solution are Float64. The same pieces give the same bits with one core type and one thread.
public struct RidgeRegression: Sendable {
  /// The number of weights.
  public let columns: Int
  private let blas: OpenBLAS
  /// (columns + 1)², rows of XᵀX with a column of ones behind X; the upper half counts.
  private var gram: [Double]
  /// Xᵀy with the sum of y behind it.
  private var moment: [Double]

  /// A regression without rows.
  public init(columns: Int, blas: OpenBLAS) {
    precondition(columns > 0, "a regression without columns")
    self.columns = columns
    self.blas = blas
    gram = [Double](repeating: 0, count: (columns + 1) * (columns + 1))
    moment = [Double](repeating: 0, count: columns + 1)
  }

  /// Adds rows of `columns` values and 1 behind them, in order, and what they should give.
  ///
  /// Traps unless there are `columns + 1` values for each target. Sources: BLAS, `dsyrk` and `dgemv`.
  public mutating func add(_ rows: [Double], targets: [Double]) {
    let width = columns + 1
    precondition(
      rows.count == targets.count * width, "\(rows.count) values for \(targets.count) rows of \(width)")
    if targets.isEmpty { return }
    let (count, side) = (blasint(targets.count), blasint(width))
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, side, count, 1, rows, side, 1, &gram, side)
    cblas_dgemv(CblasRowMajor, CblasTrans, count, side, 1, rows, side, targets, 1, 1, &moment, 1)
  }

  /// The weights and, last, the constant.
  ///
  /// Throws `OpenBLASError.notPositive` where the columns depend on each other and `penalty` is too small.
  /// Source: LAPACK, `dposv` (Cholesky).
  public func solution(penalty: Double) throws(OpenBLASError) -> [Double] {
    let width = columns + 1
    var (matrix, result) = (gram, moment)
    let mean = (0..<columns).reduce(0) { $0 + gram[$1 * width + $1] } / Double(columns)
    for column in 0..<columns { matrix[column * width + column] += penalty * mean }
    var (side, one, info) = (blasint(width), blasint(1), blasint(0))
    // What is upper in rows is lower in LAPACK's columns.
    var triangle = CChar(UInt8(ascii: "L"))
    dposv_(&triangle, &side, &one, &matrix, &side, &result, &side, &info, 1)
    guard info == 0, result.allSatisfy(\.isFinite) else { throw .notPositive(column: Int(info)) }
    return result
  }
}
