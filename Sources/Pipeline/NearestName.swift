/// Returns the known name that a person most likely meant, or nil when none is near.
///
/// Near means a Levenshtein distance of at most a third of the longer name's length, and at least 1.
public func nearestName(to name: String, among known: some Sequence<String>) -> String? {
  let ranked = known.map { (name: $0, distance: editDistance(Array(name.utf8), Array($0.utf8))) }
  guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
  let limit = max(1, max(name.utf8.count, best.name.utf8.count) / 3)
  return best.distance <= limit ? best.name : nil
}

/// Levenshtein distance by one row of the table.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var row = Array(0...right.count)
  for (i, a) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, b) in right.enumerated() {
      let replaced = diagonal + (a == b ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[right.count]
}
