internal import ContentStore

/// Which record speaks of which outputs.
struct RecordedPlaces {
  private var paths: [String: [String]] = [:]
  /// The records of an output, and those of outputs below a folder.
  private var at: [String: Set<String>] = [:]
  private var below: [String: Set<String>] = [:]

  /// Notes what a record speaks of; what was noted of it before is forgotten.
  mutating func put(_ record: String, _ outputs: [String]) {
    remove(record)
    paths[record] = outputs
    for path in outputs {
      at[path, default: []].insert(record)
      for folder in FileSystem.above(path) { below[folder, default: []].insert(record) }
    }
  }

  /// Forgets a record.
  mutating func remove(_ record: String) {
    for path in paths.removeValue(forKey: record) ?? [] {
      at[path]?.remove(record)
      for folder in FileSystem.above(path) { below[folder]?.remove(record) }
    }
  }

  /// The records of the same outputs, of folders around them and of what lies in them.
  func records(meeting outputs: [String]) -> Set<String> {
    outputs.reduce(into: []) { found, path in
      found.formUnion(below[path] ?? [])
      for place in FileSystem.around(path) { found.formUnion(at[place] ?? []) }
    }
  }
}
