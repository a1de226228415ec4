import Testing

@testable import Tensors

/// Every loss against MMSegmentation's value and gradient.
@Suite(.enabled(if: goldenFolder != nil, "no ../shared/golden")) struct GoldenLossTests {
  private let pool = WorkerPool(threads: 2)

  @Test func lossesAndGradientsAgree() throws {
    let arrays = try readGolden("losses.expected.safetensors")
    let cases = try #require(try goldenManifest("losses", "cases") as? [[String: Any]])
    #expect(!cases.isEmpty)
    var largest: (distance: Float, name: String) = (0, "nothing")
    for item in cases {
      let (number, input) = (try #require(item["n"] as? String), try #require(item["input"] as? String))
      let settings = try #require(item["loss"] as? [String: Any])
      let logits = try #require(arrays["\(input)/logits"])
      let label = try #require(arrays["\(input)/label"])
      let s = logits.shape
      let tape = Tape()
      let x = Variable(
        Tensor(Shape(samples: s[0], height: s[2], width: s[3], channels: s[1]), nchw: logits.values),
        isTracked: true)
      let labels = Labels(
        samples: s[0], height: s[2], width: s[3], classes: label.values.map { UInt8($0) })
      let pass = Pass(pool: pool, mode: .training, tape: tape)
      var loss = value(settings, x, labels, pass)
      if let weight = settings["loss_weight"] as? Double { loss = scale(loss, by: Float(weight), pass) }
      tape.backward(from: loss, pool: pool)
      let exact = try #require(item["value_float64"] as? Double)
      let error = try #require(item["float32_error"] as? [String: Double])
      #expect(
        abs(Double(loss.value.scalar) - exact)
          <= goldenBound(2e-6, own: error["value"]) * max(abs(exact), 0.01), "\(number) \(settings)")
      let gradient = try #require(x.gradient)
      let expected = try #require(arrays["\(number)/grad"])
      let distance = relativeError(gradient.nchw, expected.values)
      if distance >= largest.distance { largest = (distance, number) }
      #expect(Double(distance) < goldenBound(6e-6, own: error["grad"]), "\(number) \(settings)")
    }
    print(
      "golden losses: \(cases.count) cases, largest distance \(largest.distance) in the gradient of "
        + largest.name)
  }

  private func value(_ settings: [String: Any], _ x: Variable, _ labels: Labels, _ pass: Pass) -> Variable {
    func flag(_ key: String) -> Bool { settings[key] as? Bool ?? false }
    func floats(_ key: String) -> [Float]? { (settings[key] as? [Double])?.map { Float($0) } }
    switch settings["type"] as? String {
    case "CrossEntropyLoss":
      let divisor: LossDivisor =
        settings["reduction"] as? String == "sum"
        ? .one : flag("avg_non_ignore") ? .countedPixels : .allPixels
      return crossEntropy(x, labels, classWeights: floats("class_weight"), divisor: divisor, pass)
    case "DiceLoss":
      let form = DiceSettings(
        usesSigmoid: settings["use_sigmoid"] as? Bool ?? true, isNaive: flag("naive_dice"),
        epsilon: Float(settings["eps"] as? Double ?? 1e-3), ignoredClass: settings["ignore_index"] as? Int)
      return dice(x, labels, settings: form, pass)
    default:
      let alpha = floats("alpha") ?? [Float(settings["alpha"] as? Double ?? 0.5)]
      let form = FocalSettings(
        gamma: Float(settings["gamma"] as? Double ?? 2), alpha: alpha, classWeights: floats("class_weight"))
      return sigmoidFocal(x, labels, settings: form, pass)
    }
  }
}
