public import ContentStore

/// A result with everything behind it, back to raw data.
public struct Lineage: Sendable {
  /// The run that made the result.
  public var target: Maker
  /// The run of the result and those behind it, each once: each after those whose outputs it used.
  public var makers: [Maker]
  /// For each run: the run that made each of its inputs, in the order of `ingredients.inputs`; nil for raw
  /// data.
  public var origins: [String: [String?]]

  /// Follows a result back by its inputs' digests and paths.
  ///
  /// - Parameter guessing: whether, in a fresh clone, the path alone may say which committed folder an input lay
  ///   in. Only for those who compare the bytes afterwards.
  public init(of target: Maker, ledger: Ledger, cache: StatCache, guessing: Bool = false) throws {
    let finder = try Finder(ledger: ledger, cache: cache)
    self.target = target
    makers = []
    origins = [:]
    try follow(target, finder, guessing)
  }

  /// The maker of a run in this lineage.
  public func maker(_ run: String) -> Maker? { makers.first { $0.run == run } }

  private mutating func follow(_ maker: Maker, _ finder: Finder, _ guessing: Bool) throws {
    guard origins[maker.run] == nil else { return }
    let found = try maker.ingredients.inputs.map { try finder.origin(of: $0, for: maker, guessing: guessing) }
    origins[maker.run] = found
    for run in found.compactMap(\.self) {
      if let maker = try finder.maker(run) { try follow(maker, finder, guessing) }
    }
    makers.append(maker)
  }
}
