import Retina

/// A row of the table of subjects.
struct SubjectFluid {
  let frames: [Frame]

  var subject: String { frames.first?.subject.description ?? "" }
  var scans: Int { frames.count }
  var graded: Int { frames.count(where: \.isGraded) }

  /// A grader's fluid pixels; nil where he looked at no scan.
  func pixels(grader: Int) -> Int? {
    let marks = frames.compactMap { $0.fluid(grader: grader) }
    return marks.isEmpty ? nil : marks.reduce(0, +)
  }

  /// The first grader's fluid in mm², mean of the scans that he looked at; nil where there is none.
  var area: Double? {
    let areas = frames.compactMap { frame in
      frame.fluid(grader: 1).map { Double($0) * frame.pitch.pixelArea }
    }
    return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
  }
}

extension Frame {
  /// A grader's fluid pixels; nil where he did not look.
  func fluid(grader: Int) -> Int? {
    fluidPixels.indices.contains(grader - 1) ? fluidPixels[grader - 1] : nil
  }
}
