/// The knobs of stage 2, as pipeline.yaml declares them.
struct PreprocessParameters: Decodable {
  /// What is written besides the full resolution.
  struct Preprocess: Decodable {
    enum Variant: String, Decodable { case square, full }
    enum Filter: String, Decodable { case bicubic, area }
    let variant: Variant
    let side: Int
    let filter: Filter
  }

  let preprocess: Preprocess
}
