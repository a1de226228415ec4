/// How sure the rows of a table are: intervals over subjects, and paired differences to other rows.
public struct IntervalTable: Sendable {
  /// One row.
  public struct Row: Sendable {
    /// Whose row it is.
    public let scores: Scores
    /// The 95 % intervals of the three averages, in the order of `FluidMean.allCases`.
    public let intervals: [ClosedRange<Double>?]
    /// The differences to the references, in their order; nil to itself.
    public let differences: [PairedDifference?]
  }

  /// A column: its heading, how it is written, and its value in a row.
  public struct Column: Sendable {
    /// The heading, with the unit.
    public let title: String
    /// How the value is written, as C's printf has it.
    public let format: String
    /// The value; nil is undefined.
    public let value: @Sendable (Row) -> Double?
  }

  /// The rows, in the order given.
  public let rows: [Row]
  /// The columns after the name.
  public let columns: [Column]

  /// Compares every row with each of `references`, rows of the same subjects.
  public init(_ scores: [Scores], references: [Scores], bootstrap: SubjectBootstrap = SubjectBootstrap()) {
    rows = scores.map { row in
      Row(
        scores: row, intervals: FluidMean.allCases.map { bootstrap.interval($0, of: row) },
        differences: references.map { reference in
          reference.name == row.name ? nil : PairedDifference(row, minus: reference, seed: bootstrap.seed)
        })
    }
    let means = FluidMean.allCases.enumerated().flatMap { place, mean in
      [
        Column(title: "fluid Dice, \(mean.rawValue) %", format: "%.2f") {
          mean.dice($0.scores.framesBySubject).map { 100 * $0 }
        },
        Column(title: "\(mean.rawValue): from", format: "%.2f") {
          $0.intervals[place].map { 100 * $0.lowerBound }
        },
        Column(title: "\(mean.rawValue): to", format: "%.2f") {
          $0.intervals[place].map { 100 * $0.upperBound }
        },
      ]
    }
    let comparisons = references.enumerated().flatMap { place, reference in
      [
        Column(title: "minus \(reference.name)", format: "%+.2f") {
          $0.differences[place].map { 100 * $0.mean }
        },
        Column(title: "p against \(reference.name)", format: "%.4f") { $0.differences[place]?.probability },
      ]
    }
    let subjects = Column(title: "subjects with fluid", format: "%.0f") {
      Double($0.scores.subjectDice.count)
    }
    columns = means + [subjects] + comparisons
  }

  /// Comma separated values; what is undefined stays empty.
  public var csv: String {
    let lines =
      [["name"] + columns.map(\.title)]
      + rows.map { row in
        [row.scores.name]
          + columns.map { column in
            column.value(row).map { formatted($0, column.format) } ?? ""
          }
      }
    return lines.map { $0.map(ScoreTable.escaped).joined(separator: ",") + "\n" }.joined()
  }
}
