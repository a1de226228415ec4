import Checkpoints

/// What a checkpoint's metadata says of what its net has learned.
struct LearnedTask {
  /// What a net of stage 1 has learned instead of fluid; nil for a net of a later stage, and for a file that says
  /// nothing.
  let otherThanFluid: String?
  /// Whether the file says nothing at all, as those of others.
  let isSilent: Bool

  /// What a checkpoint's metadata says.
  init(_ meta: [String: MetaValue]) {
    // Later stages write how the net is asked, too.
    let isAsked = meta["scale"] != nil || meta["band"] != nil
    otherThanFluid = isAsked ? nil : meta["origin"]?.string
    isSilent = !isAsked && otherThanFluid == nil
  }

  /// What a person should know before fluid is believed; nil where the net learned it.
  func warning(path: String) -> String? {
    if let otherThanFluid {
      return
        "\(path) has not learned fluid but: \(otherThanFluid); what it takes for its second class is shown"
    }
    return isSilent ? "\(path) does not say what it learned; its second class is taken for fluid" : nil
  }
}
