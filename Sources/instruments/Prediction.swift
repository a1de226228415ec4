import Experiment
import Foundation
import Plots
import Retina
import Tensors

/// A panel of nets at work on scans of one's own, and the files that come of it.
///
/// `masks/` (0 and 255), `overlays/`, `probabilities/` (0 to 255), each `NAME.png`; `scans.csv`, `eyes.csv`,
/// `index.html`.
struct Prediction {
  /// What was found in a scan.
  struct Row {
    let scan: Scan
    /// Columns and rows of the mask.
    let width: Int, height: Int
    /// Whether they are those of the scan.
    let isScanSize: Bool
    /// Pixels of the mask.
    let fluidPixels: Int
    /// mm²; nil where the spacing is not known.
    let area: Double?
    /// For the page; nil where pictures would be too many for it.
    var picture: ScanPicture?
  }

  let panel: NetPanel
  /// The panel's nets.
  let lines: [NetLine]
  let mirrors: Bool
  /// Given by the user.
  let pitch: PixelPitch?
  let threads: Int

  /// Writes everything into a folder; throws what reading, nets and writing throw.
  func write(_ list: ScanList, to folder: String) throws {
    Interruption.watch()
    if list.blank > 0 { Output.note("\(list.blank) blank scans were left out") }
    if let other = list.others.first {
      let more = list.others.count == 1 ? "" : " and \(list.others.count - 1) more"
      Output.note("passed over, neither .png nor .mat: \(other)\(more)")
    }
    if list.masks > 0 { Output.note("\(list.masks) masks of other scans were left out") }
    for name in ["masks", "overlays", "probabilities"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
    }
    var rows: [Row] = []
    var pace = ScanPace(of: list.scans.count)
    var pictured = 0
    try list.forEach { scan, image in
      try Interruption.check()
      var row = try row(scan, image, folder)
      pictured += row.picture?.png.count ?? 0
      if pictured > PredictionPage.most {
        // All or none, and none stay in memory.
        for index in rows.indices { rows[index].picture = nil }
        row.picture = nil
      }
      rows.append(row)
      pace.step()
    }
    pace.finish(threads: threads)
    // Where the folder lies in a clone, scans of patients are not to be committed by chance.
    try "*\n".write(toFile: "\(folder)/.gitignore", atomically: false, encoding: .utf8)
    let eyes = self.eyes(rows)
    for line in eyes.untold { Output.note(line) }
    try ScanTables.scans(rows).write(toFile: "\(folder)/scans.csv", atomically: false, encoding: .utf8)
    try ScanTables.eyes(eyes.told).write(toFile: "\(folder)/eyes.csv", atomically: false, encoding: .utf8)
    let page = PredictionPage(
      rows: rows, eyes: eyes.told, untold: eyes.untold, nets: lines, mirrors: mirrors,
      spacing: spacing(rows), left: list.blank)
    try page.html.write(toFile: "\(folder)/index.html", atomically: false, encoding: .utf8)
  }

  private func row(_ scan: Scan, _ image: Raster, _ folder: String) throws -> Row {
    let answer = try panel.answer(image, name: scan.name)
    try answer.mask.writeMask(to: "\(folder)/masks/\(scan.name).png")
    try answer.probability.writePNG(to: "\(folder)/probabilities/\(scan.name).png")
    try Overlay.outlined(scan: answer.frame, masks: [(answer.mask, Overlay.missed)])
      .writePNG(to: "\(folder)/overlays/\(scan.name).png")
    let pixels = answer.mask.pixels.count { $0 != 0 }
    let pitch = pitch(of: scan)?
      .resized(from: (image.width, image.height), to: (answer.mask.width, answer.mask.height))
    return Row(
      scan: scan, width: answer.mask.width, height: answer.mask.height,
      isScanSize: (answer.mask.width, answer.mask.height) == (image.width, image.height), fluidPixels: pixels,
      area: pitch.map { Double(pixels) * $0.pixelArea },
      picture: ScanPicture(answer.frame, outlines: [answer.mask]))
  }

  /// What the user said, else the Duke set's for volumes in its layout.
  private func pitch(of scan: Scan) -> PixelPitch? { pitch ?? (scan.isOfVolume ? .duke : nil) }

  private func spacing(_ rows: [Row]) -> String {
    func words(_ pitch: PixelPitch) -> String {
      "\(pitch.axial) µm between rows, \(pitch.lateral) µm between columns, \(pitch.slices) µm between scans"
    }
    if let pitch { return words(pitch) + " (--spacing)" }
    return rows.contains { $0.area != nil }
      ? "volumes: \(words(.duke)) (the Duke set's)" : "not known (--spacing says it)"
  }

  /// Eyes in the order of their first scans, and a sentence for each whose volume is not told.
  private func eyes(_ rows: [Row]) -> (told: [EyeFluid], untold: [String]) {
    var areas: [String: [Int: Double]] = [:]
    var pitches: [String: Double] = [:]
    // A volume knows its scans' places, a file's name only seems to.
    var guessed: Set<String> = []
    for row in rows {
      guard let eye = row.scan.eye, let slice = row.scan.slice, let area = row.area else { continue }
      areas[eye, default: [:]][slice] = area
      pitches[eye] = pitch(of: row.scan)?.slices
      if !row.scan.isOfVolume { guessed.insert(eye) }
    }
    var seen: Set<String> = []
    var (told, untold): ([EyeFluid], [String]) = ([], [])
    for eye in rows.compactMap(\.scan.eye) where seen.insert(eye).inserted {
      guard let areas = areas[eye], let pitch = pitches[eye] else { continue }
      if guessed.contains(eye), let doubt = EyeFluid.doubt(places: areas.keys) {
        untold.append("\(eye): no volume is told: \(doubt)")
      } else {
        told.append(EyeFluid(eye: eye, areas: areas, pitch: pitch))
      }
    }
    return (told, untold)
  }
}

/// The two tables, as comma separated values.
enum ScanTables {
  /// A line for each scan, in pixels of its mask; what is not known stays empty.
  static func scans(_ rows: [Prediction.Row]) -> String {
    let lines = rows.map { row in
      [
        row.scan.name, row.scan.eye ?? "", row.scan.slice.map { "\($0)" } ?? "", "\(row.width)",
        "\(row.height)", "\(row.fluidPixels)", row.area.map { number($0) } ?? "", row.scan.path,
      ]
    }
    let heads = ["scan", "eye", "slice", "mask_width", "mask_height", "fluid_pixels", "fluid_mm2", "path"]
    return csv([heads] + lines)
  }

  /// A line for each eye that has a volume.
  static func eyes(_ eyes: [EyeFluid]) -> String {
    let lines = eyes.map { eye in
      [eye.eye, "\(eye.slices.count)", "\(eye.gaps)", number(eye.volume)]
    }
    return csv([["eye", "scans", "places_without_scan", "fluid_mm3"]] + lines)
  }

  /// Six decimals of mm² are less than a pixel.
  static func number(_ value: Double) -> String { String(format: "%.6f", value) }

  private static func csv(_ lines: [[String]]) -> String {
    lines.map { $0.map(ScoreTable.escaped).joined(separator: ",") + "\n" }.joined()
  }
}
