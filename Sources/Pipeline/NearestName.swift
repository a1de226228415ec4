/// Returns the known name that a person most likely meant, or nil when none is near.
///
/// Near means an edit distance (exchanged neighbors count once) of at most a third of the longer name's length, and at least 1.
public func nearestName(to name: String, among known: some Sequence<String>) -> String? {
  let ranked = known.map { (name: $0, distance: editDistance(Array(name.utf8), Array($0.utf8))) }
  guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
  let limit = max(1, max(name.utf8.count, best.name.utf8.count) / 3)
  return best.distance <= limit ? best.name : nil
}

/// The least number of letters put in, left out, replaced or exchanged with their neighbor.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var before: [Int] = []
  var last = Array(0...right.count)
  for (i, a) in left.enumerated() {
    var row = [i + 1]
    for (j, b) in right.enumerated() {
      var least = min(last[j] + (a == b ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a == right[j - 1], b == left[i - 1] { least = min(least, before[j - 1] + 1) }
      row.append(least)
    }
    (before, last) = (last, row)
  }
  return last[right.count]
}
