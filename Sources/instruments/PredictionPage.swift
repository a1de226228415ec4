import Checkpoints
import Experiment
import Foundation
import Plots
import Retina
import Segmentation

/// A net as the page names it.
struct NetLine {
  let path: String
  let sha256: String
  let words: String
  /// What a person should know before fluid is believed.
  let warning: String?

  /// Digests the file; throws when it cannot be read.
  init(_ net: TrainedNet) throws {
    path = net.path
    sha256 = try FileDigest(path: net.path).sha256
    warning = LearnedTask(try Checkpoint(contentsOf: net.path).meta).warning(path: net.path)
    words = "\(net.settings.model), width \(net.net.architecture.width), \(net.settings.words)"
  }
}

/// What was found, as one HTML page without scripts that asks for nothing from the network.
///
/// Pictures stand in the page while they are few; beyond five megabytes the page takes the overlays beside it.
struct PredictionPage {
  let rows: [Prediction.Row]
  let eyes: [EyeFluid]
  /// Why other eyes have no volume, a sentence for each.
  let untold: [String]
  let nets: [NetLine]
  let mirrors: Bool
  let spacing: String
  /// Blank scans.
  let left: Int

  /// The most bytes of pictures that stand in a page.
  static let most = 5_000_000

  /// The whole document, the same bytes for the same findings.
  var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" \
    content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: file:">
    <title>Fluid in \(rows.count) scans</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <main>
    <h1>Fluid in \(rows.count) scans</h1>
    <p><strong>For research only: not for any decision about a patient.</strong></p>
    \(about)
    \(eyeTable)
    \(scanTable)
    <h2>Scans</h2>
    \(rows.enumerated().map { figure($0.element, at: $0.offset) }.joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }

  private var about: String {
    let lines = nets.map { net in
      "<li>\(escaped(net.words)): <code>\(escaped(net.path))</code>, "
        + "SHA-256 <code>\(net.sha256)</code>"
        + (net.warning.map { "; <strong>\(escaped($0))</strong>" } ?? "") + "</li>"
    }
    let vote = nets.count > 1 ? "\(nets.count) nets vote" : "One net"
    return """
      <h2>How it was found</h2>
      <p>\(vote)\(mirrors ? ", each sees every scan mirrored too" : "").</p>
      <ul>
      \(lines.joined(separator: "\n"))
      </ul>
      <p>Spacing: \(escaped(spacing)).\(left > 0 ? " \(left) blank scans were left out." : "")</p>
      """
  }

  private var eyeTable: String {
    let reasons = untold.map { "<p>\(escaped($0)).</p>" }
    guard !eyes.isEmpty else {
      return reasons.isEmpty ? "" : (["<h2>Eyes</h2>"] + reasons).joined(separator: "\n")
    }
    let lines = eyes.map { eye in
      "<tr><th scope=\"row\">\(escaped(eye.eye))</th><td>\(eye.slices.count)</td><td>\(eye.gaps)</td>"
        + "<td>\(String(format: "%.4f", eye.volume))</td></tr>"
    }
    return """
      <h2>Eyes</h2>
      <p>Each scan stands for the tissue that is nearer to it than to any other scan.</p>
      <div class="wide"><table>
      <thead><tr><th scope="col">eye</th><th scope="col">scans</th><th scope="col">places without a scan</th>\
      <th scope="col">fluid, mm³</th></tr></thead>
      <tbody>
      \(lines.joined(separator: "\n"))
      </tbody></table></div>
      \(reasons.joined(separator: "\n"))
      """
  }

  private var scanTable: String {
    let lines = rows.enumerated().map { index, row in
      "<tr><th scope=\"row\"><a href=\"#scan-\(index)\">\(escaped(row.scan.name))</a></th>"
        + "<td>\(row.fluidPixels)</td><td>\(row.area.map { String(format: "%.4f", $0) } ?? "–")</td></tr>"
    }
    let unit = rows.allSatisfy(\.isScanSize) ? "pixels" : "pixels of the mask"
    return """
      <h2>Areas</h2>
      <div class="wide"><table>
      <thead><tr><th scope="col">scan</th><th scope="col">fluid, \(unit)</th><th scope="col">fluid, mm²</th>\
      </tr></thead>
      <tbody>
      \(lines.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  private func figure(_ row: Prediction.Row, at index: Int) -> String {
    let area = row.area.map { String(format: ", %.4f mm²", $0) } ?? ""
    let place = row.isScanSize ? "" : " in a mask of \(row.width)×\(row.height)"
    let words = row.fluidPixels == 0 ? "no fluid found" : "\(row.fluidPixels) pixels of fluid\(place)\(area)"
    let name = escaped(row.scan.name)
    return """
      <figure id="scan-\(index)">
      \(picture(row, alt: "Scan \(name): \(words), outlined."))
      <figcaption>\(name): \(words)</figcaption>
      </figure>
      """
  }

  private func picture(_ row: Prediction.Row, alt: String) -> String {
    guard let embedded = row.picture else {
      let path = row.scan.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      return "<img loading=\"lazy\" width=\"\(row.width)\" height=\"\(row.height)\" "
        + "src=\"overlays/\(path).png\" alt=\"\(alt)\">"
    }
    let (width, height) = (embedded.width, embedded.height)
    return """
      <svg viewBox="0 0 \(width) \(height)" role="img" aria-label="\(alt)">
      <image width="\(width)" height="\(height)" preserveAspectRatio="none" \
      href="data:image/png;base64,\(Data(embedded.png).base64EncodedString())"/>
      <path d="\(embedded.paths.first ?? "")"/>
      </svg>
      """
  }

  private static let style = """
    :root { color-scheme: light dark; }
    body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; }
    main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { padding: 0.2rem 0.8rem; text-align: right; border-bottom: 1px solid #8888; }
    th:first-child { text-align: left; }
    code { overflow-wrap: anywhere; }
    figure { margin: 1.5rem 0; }
    svg, img { width: 100%; height: auto; background: #000; }
    path { fill: none; stroke: #e69f00; stroke-width: 2; vector-effect: non-scaling-stroke; }
    """
}
