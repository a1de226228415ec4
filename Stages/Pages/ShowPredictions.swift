public import Experiment
import Plots
import Retina
import StageKit
import StageProtocol

/// Shows a gallery's scans under the cell that calls: graders and prediction as outlines, missed and false fluid
/// as areas, from worst to best.
public func show(
  _ gallery: PredictionGallery, file: String = #fileID, line: Int = #line, column: Int = #column
) {
  show(
    scans: gallery.groups().flatMap { group in
      group.pictures.map { picture in
        ShownScan(
          name: picture.frame.description, png: picture.scan.png, width: picture.scan.width,
          height: picture.scan.height, caption: picture.caption, alt: picture.alt, group: group.name,
          paths: picture.scan.paths)
      }
    },
    layers: PredictionGallery.Layer.allCases.map { layer in
      switch layer {
      case .missed: ShownScans.Layer("missed", .missed)
      case .wrong: ShownScans.Layer("false", .wrong)
      case .grader1: ShownScans.Layer("grader 1", .reference)
      case .grader2: ShownScans.Layer("grader 2", .second, isShown: false)
      case .prediction: ShownScans.Layer("prediction", .prediction)
      }
    },
    sheet: gallery.sheet().pngBytes(), label: "overlays",
    caption: "The worst, the median and the best scans by fluid Dice, then all others.",
    alt: "Scans from worst to best; green is fluid that was found, orange missed, purple false.",
    file: file, line: line, column: column)
}
