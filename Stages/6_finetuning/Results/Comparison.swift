import Experiment
import Plots
import Retina
import StageKit
import StageProtocol
import Tensors

/// The predictions of several rows over the same scans.
struct Comparison {
  /// A layer for grader 1 and one for each row, the first two rows shown at first.
  let layers: [ShownScans.Layer]
  /// The scans, in the order of the exam.
  let scans: [ShownScan]
  /// The first row's predictions in colors, as PNG.
  let sheet: [UInt8]

  /// Reads each row's masks from its folder of masks; throws when one is missing or damaged.
  init(rows: [String], folders: [String], exam: Exam) throws {
    layers =
      [ShownScans.Layer("grader 1", .reference)]
      + rows.enumerated().map { ShownScans.Layer($1, .prediction, isShown: $0 < 2) }
    var scans: [ShownScan] = []
    var flat: [Raster] = []
    for question in exam.questions {
      let masks = try folders.map { folder in
        try Raster(readingMask: PredictionGallery.maskPath(question.frame, in: folder))
      }
      let picture = ScanPicture(question.image, outlines: [question.label] + masks)
      scans.append(
        ShownScan(
          name: question.frame.description, png: picture.png, width: picture.width, height: picture.height,
          caption: "\(question.frame)",
          alt: "Scan \(question.frame) with grader 1 and the predictions of \(rows.count) rows as outlines",
          paths: picture.paths))
      if let first = masks.first {
        flat.append(
          Overlay.filled(scan: question.image, prediction: first, reference: question.label).thumbnail())
      }
    }
    self.scans = scans
    sheet = flat.isEmpty ? [] : ContactSheet.sheet(flat, columns: 4).pngBytes()
  }
}
