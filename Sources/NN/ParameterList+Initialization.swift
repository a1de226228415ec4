import Tensors

extension ParameterList {
  /// Gives all weights their first values, as MMSegmentation does.
  ///
  /// Kernels whose key ends with `conv_seg.weight` are normal with deviation 0.01; other kernels are He's:
  /// normal with variance 2 / fan-out (`kaiming_init`, fan-out = O · kH · kW). Vectors named `weight` become
  /// ones, `bias` zeros; running statistics 0 and 1. A weight's values depend on the seed and its key alone.
  public func initialize(seed: UInt64) {
    for entry in entries {
      let parameter = entry.parameter
      if parameter.shape.count == 4 {
        var numbers = RandomStream(seed: seed, purpose: "initialization/" + entry.name).sequence()
        let deviation = ParameterList.deviation(entry.name, parameter.shape)
        parameter.assign((0..<parameter.count).map { _ in deviation * numbers.normal() })
      } else {
        let isOne = entry.name.hasSuffix("weight") || entry.name.hasSuffix("running_var")
        parameter.assign([Float](repeating: isOne ? 1 : 0, count: parameter.count))
      }
    }
  }

  private static func deviation(_ name: String, _ shape: [Int]) -> Float {
    if name.hasSuffix("conv_seg.weight") { return 0.01 }
    return (2 / Float(shape[0] * shape[2] * shape[3])).squareRoot()
  }
}
