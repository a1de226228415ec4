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

    /// The same in words.
    var words: String {
      switch preparation {
      case .full: "the full resolution itself"
      case .square(let side, .bicubic):
        "squares of \(side) pixels a side by Pillow's bicubic filter, as the published data were made"
      case .square(let side, .area):
        "squares of \(side) pixels a side, images by the mean of what a pixel covers, masks with their share of "
          + "the frame"
      }
    }
  }

  let preprocess: Preprocess
}
