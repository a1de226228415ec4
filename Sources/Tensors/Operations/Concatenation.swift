/// Puts the channels of tensors of equal samples, rows and columns behind one another.
public func concatenation(_ parts: [Variable], _ pass: Pass) -> Variable {
  guard let first = parts.first else { preconditionFailure("a concatenation of nothing") }
  for part in parts {
    precondition(
      part.shape.with(channels: 0) == first.shape.with(channels: 0),
      "a concatenation of \(first.shape) and \(part.shape)")
  }
  let shape = first.shape.with(channels: parts.reduce(0) { $0 + $1.shape.channels })
  let result = Tensor(shape, clearsPadding: true)
  let pool = pass.pool
  var place = 0
  for part in parts {
    copyChannels(from: part.value, at: 0, to: result, at: place, count: part.shape.channels, pool)
    place += part.shape.channels
  }
  // Only the extents: the values themselves are not needed on the way back.
  let extents = parts.map { (shape: $0.shape, isTracked: $0.isTracked) }
  return pass.record(result, parts) { gradient in
    var place = 0
    return extents.map { part in
      defer { place += part.shape.channels }
      guard part.isTracked else { return nil }
      let slice = Tensor(part.shape, clearsPadding: true)
      copyChannels(from: gradient, at: place, to: slice, at: 0, count: part.shape.channels, pool)
      return slice
    }
  }
}

extension Tensor {
  /// A tensor whose channels the caller must write and whose padding is zero if there is any.
  convenience init(_ shape: Shape, clearsPadding: Bool) {
    self.init(uninitialized: shape)
    if clearsPadding && shape.channels != shape.stride {
      pointer.update(repeating: 0, count: shape.count)
    }
  }
}

/// Copies `count` channels of every pixel.
private func copyChannels(
  from source: Tensor, at first: Int, to target: Tensor, at place: Int, count: Int, _ pool: WorkerPool
) {
  let (from, to) = (source.shape.stride, target.shape.stride)
  let (p, r) = (source.pointer + first, target.pointer + place)
  let isAligned = count % 8 == 0
  pool.runBlocks(of: max(1, elementGrain / to), upTo: source.shape.pixels) { range in
    for pixel in range {
      if isAligned {
        for c in stride(from: 0, to: count, by: 8) { r.setLane(pixel * to + c, p.lane(pixel * from + c)) }
      } else {
        for c in 0..<count { r[pixel * to + c] = p[pixel * from + c] }
      }
    }
  }
}
