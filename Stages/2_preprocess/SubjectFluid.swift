import Retina

/// A row of the table of subjects.
struct SubjectFluid {
  let frames: [Frame]

  var subject: String { frames.first?.subject.description ?? "" }
  var scans: Int { frames.count }
  var graded: Int { frames.count(where: \.isGraded) }

  func pixels(grader: Int) -> Int {
    frames.reduce(0) { $0 + $1.fluid(grader: grader) }
  }

  /// The first grader's fluid in mm², mean of the graded scans.
  var area: Double {
    let graded = frames.filter(\.isGraded)
    let total = graded.reduce(0.0) { $0 + Double($1.fluid(grader: 1)) * $1.pitch.pixelArea }
    return total / Double(max(graded.count, 1))
  }
}

extension Frame {
  /// A grader's fluid pixels; none where he did not look.
  func fluid(grader: Int) -> Int {
    fluidPixels.indices.contains(grader - 1) ? fluidPixels[grader - 1] ?? 0 : 0
  }
}
