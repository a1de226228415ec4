/// How a page stands to the sources and data of now, from best to worst.
public enum PageState: String, Codable, Sendable, CaseIterable {
  /// Text and results belong together.
  case fresh
  /// Only prose has changed since the results were computed.
  case rewoven
  /// Code, data or parameters have moved on.
  case stale
  /// A run failed or was stopped, or some cells have no result.
  case partial
  /// Nothing was computed yet.
  case missing
  /// The page cannot be woven; what was computed is on record all the same.
  case unwoven
  /// A run is going on; the page follows it.
  case running

  /// The badge's word.
  public var badge: String { self == .unwoven ? "NOT WOVEN" : rawValue.uppercased() }

  /// The badge's sign, so that color is not all that tells the states apart.
  public var sign: String {
    switch self {
    case .fresh: "●"
    case .rewoven: "◐"
    case .stale: "▲"
    case .partial: "◌"
    case .missing: "○"
    case .unwoven: "✕"
    case .running: "▶"
    }
  }

  /// What the badge means.
  public var explanation: String {
    switch self {
    case .fresh: "The results on this page come from exactly this text."
    case .rewoven: "Only prose has changed since these results were computed."
    case .stale: "Code, data or parameters have changed since these results were computed."
    case .partial: "Not everything was computed; what has been shown so far is here."
    case .missing: "Nothing has been computed yet."
    case .unwoven: "This page cannot be woven; what was computed is on record all the same."
    case .running: "What the stage has shown so far is here; the page follows it every few seconds."
    }
  }

  /// Whether results belong to the code, data and parameters of now.
  var isCurrent: Bool { self == .fresh || self == .rewoven }

  /// The state of a page of cells that stand like this: the worst, where something was computed at all.
  public init(of cells: [PageState]) {
    let computed = cells.filter { $0 != .missing }
    let lacking: PageState = computed.isEmpty ? .missing : computed.count < cells.count ? .partial : .fresh
    self = computed.reduce(lacking, Self.worse)
  }

  /// The worse of two states.
  static func worse(_ one: PageState, _ other: PageState) -> PageState {
    let order = allCases
    let ranks = [one, other].map { order.firstIndex(of: $0) ?? 0 }
    return ranks[0] >= ranks[1] ? one : other
  }
}
