/// Eight lanes.
typealias EightLanes = (Lane, Lane, Lane, Lane, Lane, Lane, Lane, Lane)

/// The elements of two lanes by turns: the first four of each, and the last four.
@inline(__always)
private func interleaved(_ a: Lane, _ b: Lane) -> (Lane, Lane) {
  var (low, high) = (Lane(), Lane())
  low.evenHalf = a.lowHalf
  low.oddHalf = b.lowHalf
  high.evenHalf = a.highHalf
  high.oddHalf = b.highHalf
  return (low, high)
}

/// The rows of an 8 × 8 matrix as its columns.
@inline(__always)
func transposed(_ r: EightLanes) -> EightLanes {
  // Three perfect shuffles of the 64 elements exchange row and column.
  shuffled(shuffled(shuffled(r)))
}

@inline(__always)
private func shuffled(_ r: EightLanes) -> EightLanes {
  let (a, b) = interleaved(r.0, r.4)
  let (c, d) = interleaved(r.1, r.5)
  let (e, f) = interleaved(r.2, r.6)
  let (g, h) = interleaved(r.3, r.7)
  return (a, b, c, d, e, f, g, h)
}
