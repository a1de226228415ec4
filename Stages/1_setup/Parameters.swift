/// The knobs of stage 1, as pipeline.yaml declares them.
struct SetupParameters: Decodable {
  /// Where the volumes come from.
  struct Source: Decodable {
    enum Kind: String, Decodable { case phantom, duke, folder, url }
    let source: Kind
    let path: String?
    let url: String?
    let sha256: String?
  }

  /// The shape of the phantom data set.
  struct Phantom: Decodable {
    let subjects: Int
    let graded: Int
    let wetness: Double
    let slices: Int
    let height: Int
    let width: Int

    /// Throws `DataError.parameter` where no volume of this shape can be drawn and filed.
    func check() throws {
      guard (1...slices).contains(graded) else {
        throw DataError.parameter(
          name: "phantom.graded", expected: "1 to \(slices), as many as slices (phantom.slices)",
          found: "\(graded)")
      }
      let voxels = height * width * slices
      guard voxels <= Self.mostVoxels else {
        throw DataError.parameter(
          name: "phantom.height × phantom.width × phantom.slices",
          expected: "at most \(Self.mostVoxels) voxels, what a MATLAB v5 file can hold of doubles",
          found: "\(voxels)")
      }
    }

    /// A variable has less than 2³¹ bytes.
    static let mostVoxels = (1 << 31) / 8 - 1024
  }

  /// Checkpoints that somebody else trained.
  struct Checkpoints: Decodable {
    let path: String?
  }

  let data: Source
  let phantom: Phantom
  let checkpoints: Checkpoints
}
