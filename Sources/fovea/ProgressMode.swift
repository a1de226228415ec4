internal import ArgumentParser

/// How progress is shown.
enum ProgressMode: String, ExpressibleByArgument, CaseIterable {
  /// A bar on a terminal, lines elsewhere.
  case auto
  /// One line that is drawn again and again.
  case bar
  /// A line now and then, without control characters.
  case lines
  /// Failures and the summary only.
  case none

  /// What `auto` means here.
  var resolved: ProgressMode { self == .auto ? (Terminal.canRedraw ? .bar : .lines) : self }
}
