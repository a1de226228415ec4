import Tensors

/// The arrays that an optimizer keeps for its parameters, by name.
struct OptimizerState {
  private var arrays: [String: Buffer] = [:]

  /// The array of a parameter under a part's name, zeros at first.
  mutating func array(_ part: String, _ entry: ParameterList.Entry) -> UnsafeMutablePointer<Float> {
    buffer(part, entry).pointer
  }

  private mutating func buffer(_ part: String, _ entry: ParameterList.Entry) -> Buffer {
    let name = part + "/" + entry.name
    if let found = arrays[name] { return found }
    let new = Buffer(entry.parameter.count)
    arrays[name] = new
    return new
  }

  /// All arrays, in the order of parts and parameters.
  func export(_ parts: [String], _ groups: [ParameterGroup]) -> [StateEntry] {
    parts.flatMap { part in
      groups.flatMap(\.entries).compactMap { entry in
        arrays[part + "/" + entry.name].map {
          StateEntry(name: part + "/" + entry.name, shape: entry.parameter.shape, values: $0.array)
        }
      }
    }
  }

  /// Replaces all arrays by those of `state`, whose names must be known ones, with all parts of a parameter or
  /// none.
  mutating func load(
    _ state: [StateEntry], _ parts: [String], _ groups: [ParameterGroup]
  ) throws(StateMismatch) {
    var known: [String: (part: String, entry: ParameterList.Entry)] = [:]
    for part in parts {
      for entry in groups.flatMap(\.entries) { known[part + "/" + entry.name] = (part, entry) }
    }
    var mismatch = StateMismatch()
    for item in state {
      guard let place = known[item.name] else {
        mismatch.unused.append(item.name)
        continue
      }
      if place.entry.parameter.shape != item.shape {
        mismatch.misshapen.append(
          .init(name: item.name, expected: place.entry.parameter.shape, found: item.shape))
      }
    }
    let given = Set(state.map(\.name))
    for entry in groups.flatMap(\.entries) {
      let missing = parts.map { $0 + "/" + entry.name }.filter { !given.contains($0) }
      if missing.count < parts.count { mismatch.missing += missing }
    }
    guard mismatch.isEmpty else { throw mismatch }
    arrays = [:]
    for item in state {
      guard let place = known[item.name] else { continue }
      let target = array(place.part, place.entry)
      for (i, value) in item.values.enumerated() { target[i] = value }
    }
  }
}
