/// How a page stands to the sources and data of now, from best to worst.
public enum PageState: String, Codable, Sendable, CaseIterable {
  /// Text and results belong together.
  case fresh
  /// Only prose has changed since the results were computed.
  case rewoven
  /// Code, data or parameters have moved on.
  case stale
  /// A run failed or was stopped.
  case partial
  /// Nothing was computed yet.
  case missing
  /// A run is going on; the page follows it.
  case running

  /// The badge's word.
  public var badge: String { rawValue.uppercased() }

  /// The badge's sign, so that color is not all that tells the states apart.
  public var sign: String {
    switch self {
    case .fresh: "●"
    case .rewoven: "◐"
    case .stale: "▲"
    case .partial: "◌"
    case .missing: "○"
    case .running: "▶"
    }
  }

  /// What the badge means.
  public var explanation: String {
    switch self {
    case .fresh: "The results on this page come from exactly this text."
    case .rewoven: "Only prose has changed since these results were computed."
    case .stale: "Code, data or parameters have changed since these results were computed."
    case .partial: "The run is not complete; what it has shown so far is here."
    case .missing: "Nothing has been computed yet."
    case .running: "What the stage has shown so far is here; the page follows it every few seconds."
    }
  }

  /// The worse of two states.
  static func worse(_ one: PageState, _ other: PageState) -> PageState {
    let order = allCases
    let ranks = [one, other].map { order.firstIndex(of: $0) ?? 0 }
    return ranks[0] >= ranks[1] ? one : other
  }
}
