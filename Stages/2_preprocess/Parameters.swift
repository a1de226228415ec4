import Retina

/// The knobs of stage 2, as pipeline.yaml declares them.
struct PreprocessParameters: Decodable {
  /// What is written besides the full resolution.
  struct Preprocess: Decodable {
    enum Variant: String, Decodable { case square, full }
    let variant: Variant
    let side: Int
    let filter: FramePreparation.Filter

    /// How scans become what stages 4 to 6 see.
    var preparation: FramePreparation { variant == .full ? .full : .square(side: side, filter: filter) }
  }

  let preprocess: Preprocess
}
