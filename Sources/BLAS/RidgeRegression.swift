import COpenBLAS

/// Least squares with a penalty on the weights, in closed form, from rows that come in pieces.
///
/// Minimizes Σ (w · x + c − y)² + Σ λᵢ wᵢ², where λᵢ is `penalty` times the sum of the squares of column i
/// about its mean; c is free. So the columns' units and offsets do not matter, as if each had been
/// standardized. Sums and solution are Float64. The same pieces give the same bits with one core type and one thread.
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
    for column in 0..<columns { matrix[column * width + column] += penalty * spread(column) }
    var (side, one, info) = (blasint(width), blasint(1), blasint(0))
    // What is upper in rows is lower in LAPACK's columns.
    var triangle = CChar(UInt8(ascii: "L"))
    dposv_(&triangle, &side, &one, &matrix, &side, &result, &side, &info, 1)
    guard info == 0, result.allSatisfy(\.isFinite) else { throw .notPositive(column: Int(info)) }
    return result
  }

  /// The sum of the squares of a column about its mean; of a constant one about 0, as it needs some penalty.
  private func spread(_ column: Int) -> Double {
    let width = columns + 1
    let (squares, sum) = (gram[column * width + column], gram[column * width + columns])
    let count = gram[columns * width + columns]
    let spread = squares - sum * sum / max(count, 1)
    // Below this it is what rounding left.
    return spread > 1e-10 * squares ? spread : max(squares, 1)
  }
}
