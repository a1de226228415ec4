/// The split that the original project committed: 88 frames for training, 22 for validation.
///
/// It shuffled a directory listing, so it cannot be computed: here is the list. Image k is the k mod 11-th
/// graded scan of subject k ÷ 11 + 1.
enum PublishedSplit {
  static let validation = [
    20, 105, 18, 75, 98, 93, 82, 36, 42, 30, 5, 52, 17, 67, 41, 6, 107, 89, 21, 14, 53, 96,
  ]

  static let training = [
    9, 4, 109, 49, 104, 45, 1, 12, 85, 91, 22, 66, 108, 50, 31, 37, 76, 102, 48, 57, 11, 56, 94, 0, 28, 7,
    95, 26, 60, 59, 90, 2, 101, 81, 25, 88, 78, 47, 10, 13, 71, 99, 38, 58, 83, 79, 43, 19, 46, 55, 103, 3,
    23, 65, 40, 63, 24, 106, 92, 29, 16, 87, 61, 34, 72, 84, 64, 54, 51, 15, 39, 69, 35, 74, 32, 97, 70, 80,
    68, 44, 100, 8, 33, 62, 77, 27, 86, 73,
  ]

  /// The split for sorted graded frames; throws unless they are those of the ten Duke subjects.
  static func fold(_ frames: [FrameID]) throws -> Fold {
    let counts = Dictionary(grouping: frames, by: \.subject).mapValues(\.count)
    guard counts == Dictionary(uniqueKeysWithValues: (1...10).map { (Subject($0), 11) }) else {
      let found = counts.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }
      throw RetinaError.split(
        rule: "published", expected: "11 graded frames of each of the subjects 1 to 10",
        found: found.isEmpty ? "none" : found.joined(separator: ", "))
    }
    return Fold(
      name: "published", training: training.map { frames[$0] }, validation: validation.map { frames[$0] })
  }
}
