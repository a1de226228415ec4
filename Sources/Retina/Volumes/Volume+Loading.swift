import Foundation
import MAT
import Tensors

extension Volume {
  /// The variables of the Duke layout: the scans and two graders' marks.
  static let imagesName = "images"
  static let fluidNames = ["manualFluid1", "manualFluid2"]

  /// Loads a file in the layout of the Duke set; other variables are left alone.
  ///
  /// `images` is uint8, rows × columns × scans, or rows × columns for a single scan; `manualFluid1` and
  /// `manualFluid2` are double of the same size: NaN all over a scan that the grader did not look at, else 0
  /// for no fluid and the number of the lesion for fluid. Throws `MATError` for damage, `RetinaError` for
  /// another layout, for a scan that is NaN in parts, for a graded scan without any picture, and where nothing
  /// was graded. Source of the layout: Chiu et al. 2015.
  public init(path: String, pitch: PixelPitch = .duke) throws {
    let subject = try Subject(path: path)
    let file = try MATFile(path: path)
    let dims = try Self.dims(of: file)
    let images = try Self.images(in: file, dims: dims)
    let gradings = try Self.fluidNames.map { try Self.gradings($0, in: file, dims: dims) }
    let scans = images.indices.map { slice in
      BScan(slice: slice, image: images[slice], gradings: gradings.map { $0[slice] })
    }
    guard scans.contains(where: \.isGraded) else {
      throw RetinaError.ungraded(
        path: path, expected: "at least one graded scan, or the file left out",
        found: "NaN in all \(scans.count)")
    }
    for scan in scans where scan.isGraded {
      guard let value = scan.image.onlyValue else { continue }
      throw RetinaError.layout(
        path: path, expected: "a picture in slice \(scan.slice) of images, which was graded",
        found: "\(value) everywhere")
    }
    self.init(subject: subject, scans: scans, pitch: pitch)
  }

  /// The files named `Subject_NN.mat` in a folder, by subject; throws when there are none.
  public static func files(in folder: String) throws -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw RetinaError.layout(
        path: folder, expected: "a folder of Subject_NN.mat",
        found: FileManager.default.fileExists(atPath: folder) ? "no folder that can be listed" : "nothing")
    }
    let mats = names.filter { $0.hasPrefix("Subject_") && $0.hasSuffix(".mat") }
    let files = try mats.map { (try Subject(path: $0), folder + "/" + $0) }.sorted { $0 < $1 }
    guard !files.isEmpty else {
      throw RetinaError.layout(
        path: folder, expected: "files named Subject_NN.mat", found: "\(names.count) other files")
    }
    for (one, next) in zip(files, files.dropFirst()) where one.0 == next.0 {
      throw RetinaError.layout(path: next.1, expected: "every subject once", found: "\(one.1) too")
    }
    return files.map(\.1)
  }

  /// The scans alone of a file in that layout, graded or not, whatever its name; throws `MATError` or
  /// `RetinaError.shape`.
  static func images(path: String) throws -> [Raster] {
    let file = try MATFile(path: path)
    return try images(in: file, dims: imageDims(of: file))
  }

  private static func images(in file: MATFile, dims: [Int]) throws -> [Raster] {
    var images: [Raster] = []
    try file.forEachSlice(of: imagesName, as: UInt8.self) { _, values in
      images.append(raster(values, height: dims[0], width: dims[1]) { $0 })
    }
    return images
  }

  private static func imageDims(of file: MATFile) throws -> [Int] {
    let dims = try file.variable(imagesName).dims
    // MATLAB drops a last dimension of 1: a matrix is a volume of one scan.
    guard (2...3).contains(dims.count), dims.allSatisfy({ $0 > 0 }) else {
      throw RetinaError.shape(
        path: file.path, expected: "\(imagesName) of rows × columns × scans", found: "\(dims)")
    }
    // Programs that count scans first make a few rows of them, and columns of hundreds: nobody's volume is so.
    guard dims.count == 2 || dims[0] > 128 || dims[0] >= dims[1] || dims[0] >= dims[2] else {
      throw RetinaError.shape(
        path: file.path,
        expected: "\(imagesName) of rows × columns × scans; where scans come first, "
          + "permute(\(imagesName), [2 3 1])",
        found: "\(dims), fewer rows than columns and scans")
    }
    return dims
  }

  private static func dims(of file: MATFile) throws -> [Int] {
    let dims = try imageDims(of: file)
    for name in fluidNames {
      guard file.variables.contains(where: { $0.name == name }) else {
        throw RetinaError.layout(
          path: file.path, expected: "variable \(name) (where nobody graded, NaN(size(\(imagesName))))",
          found: "only \(file.variables.map(\.name).joined(separator: ", "))")
      }
      let found = try file.variable(name).dims
      guard found == dims else {
        throw RetinaError.shape(
          path: file.path, expected: "\(name) of \(dims) like \(imagesName)", found: "\(found)")
      }
    }
    return dims
  }

  private static func gradings(_ name: String, in file: MATFile, dims: [Int]) throws -> [Grading] {
    var gradings: [Grading] = []
    try file.forEachSlice(of: name, as: Double.self) { slice, values in
      func refuse(_ expected: String, at index: Int) -> RetinaError {
        .mask(
          path: file.path, variable: name, slice: slice, expected: expected,
          found: "\(values[index]) in row \(index % dims[0]), column \(index / dims[0])")
      }
      let missing = values.reduce(0) { $0 + ($1.isNaN ? 1 : 0) }
      if missing == values.count { return gradings.append(.ungraded) }
      if missing > 0, let index = values.firstIndex(where: \.isNaN) {
        throw refuse("NaN everywhere or nowhere", at: index)
      }
      if let index = values.firstIndex(where: { !($0 >= 0 && $0 < 1e9 && $0 == $0.rounded()) }) {
        throw refuse("0 or the number of a lesion", at: index)
      }
      gradings.append(.graded(raster(values, height: dims[0], width: dims[1]) { $0 > 0 ? 1 : 0 }))
    }
    return gradings
  }

  /// Turns MATLAB's columns into rows.
  private static func raster<Value>(
    _ columns: UnsafeBufferPointer<Value>, height: Int, width: Int, _ convert: (Value) -> UInt8
  ) -> Raster {
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height) { rows, count in
      for y in 0..<height {
        for x in 0..<width { rows[y * width + x] = convert(columns[x * height + y]) }
      }
      count = width * height
    }
    return Raster(width: width, height: height, pixels: pixels)
  }
}
