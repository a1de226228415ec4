/// A 3 × 3 layer and how often the net has it.
struct Layer {
  let inputs: Int
  let outputs: Int
  let extent: Int
  let count: Int

  var name: String { "\(inputs)→\(outputs)@\(extent)" }
}

/// The 3 × 3 layers of UNet-S5-D16 with the auxiliary head, widest images first.
func unetLayers(crop: Int, width w: Int) -> [Layer] {
  [
    (3, w, 1, 1), (w, w, 1, 3), (2 * w, w, 1, 1), (w, 2 * w, 2, 1), (2 * w, 2 * w, 2, 2),
    (4 * w, 2 * w, 2, 1), (2 * w, w, 2, 1), (2 * w, 4 * w, 4, 1), (4 * w, 4 * w, 4, 2),
    (8 * w, 4 * w, 4, 1), (4 * w, 8 * w, 8, 1), (8 * w, 8 * w, 8, 2), (16 * w, 8 * w, 8, 1),
    (8 * w, 16 * w, 16, 1), (16 * w, 16 * w, 16, 1),
  ].map { Layer(inputs: $0.0, outputs: $0.1, extent: crop / $0.2, count: $0.3) }
}
