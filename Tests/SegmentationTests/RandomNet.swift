import NN
import Segmentation
import Tensors

/// A net whose every parameter is drawn from a seed, statistics too, so that no layer is idle.
func randomNet(_ architecture: Architecture, seed: UInt64) -> SegmentationNet {
  let net = SegmentationNet(architecture, seed: seed)
  let stream = RandomStream(seed: seed, purpose: "random net")
  for (number, entry) in net.parameters.entries.enumerated() where entry.parameter.shape.count < 2 {
    guard entry.parameter.role != .counter else { continue }
    let isScale = entry.name.hasSuffix("weight") || entry.name.hasSuffix("running_var")
    entry.parameter.assign(
      (0..<entry.parameter.count).map { index in
        let share = stream.uniform(sample: UInt64(number), draw: UInt64(index))
        return isScale ? 0.5 + share : share - 0.5
      })
  }
  return net
}
