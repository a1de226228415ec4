/// How frames are divided into training and validation.
public enum SplitRule: String, Codable, Sendable, CaseIterable {
  /// The split of the original project, image by image: subjects stand on both sides.
  case published
  /// Whole subjects in turn: the Duke set's five pairs for subjects 1 to 10 in five folds, else dealt into folds.
  case subjects
  /// One subject for validation, all others for training.
  case leaveOneOut = "leave-one-out"
}
