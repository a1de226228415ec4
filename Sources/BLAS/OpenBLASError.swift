/// What can be wrong with the system's OpenBLAS.
public enum OpenBLASError: Error, Hashable, CustomStringConvertible {
  /// It keeps more threads than the one it was told to use.
  case notOneThread(found: Int)
  /// A system of equations has no single solution; `column` is where that shows.
  case notPositive(column: Int)

  /// What was expected and what was found.
  public var description: String {
    switch self {
    case .notOneThread(let found):
      "OpenBLAS was told to use 1 thread but uses \(found); a build with pthreads is needed"
    case .notPositive(let column):
      "expected columns that do not depend on each other, found that column \(column) does; a larger penalty helps"
    }
  }
}
