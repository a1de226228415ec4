import StageProtocol

/// Spans of time for people.
enum Seconds {
  static func text(_ seconds: Double) -> String {
    switch seconds {
    case ..<10: (NumberFormat("%.1f s") ?? .standard).text(seconds)
    case ..<100: (NumberFormat("%d s") ?? .standard).text(seconds)
    case ..<6000: (NumberFormat("%d min") ?? .standard).text(seconds / 60)
    default: (NumberFormat("%.1f h") ?? .standard).text(seconds / 3600)
    }
  }
}
