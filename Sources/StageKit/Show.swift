public import StageProtocol

/// Shows a table under the cell that calls.
///
/// The label names it in prose and in file names; a label used again gets a number. Like every `show`,
/// it also prints to standard output. A record that cannot be written ends the stage as failed.
public func show(
  _ table: ShownTable, label: String, caption: String,
  file: String = #fileID, line: Int = #line, column: Int = #column
) {
  add(.table, label, caption, alt: caption, .init(file: file, line: line, column: column)) { _, _ in
    [MediaType.text: table.plainText, MediaType.table: JSONLine.text(table)]
  }
}

/// Shows a drawing given as SVG text, such as a plot.
public func show(
  svg: String, label: String, caption: String, alt: String, kind: ShownItem.Kind = .plot,
  file: String = #fileID, line: Int = #line, column: Int = #column
) {
  add(kind, label, caption, alt: alt, .init(file: file, line: line, column: column)) { label, _ in
    [MediaType.text: "[\(label)] \(caption)", MediaType.svg: svg]
  }
}

/// Shows a drawing on the live page until `show` is called with its label; it is in no result.
///
/// Later previews replace it. Nothing is drawn while nobody may look: `draw` is called at most every other second,
/// and seldom enough to take no more than a fiftieth of the time.
public func preview(
  label: String, caption: String, alt: String, kind: ShownItem.Kind = .plot, file: String = #fileID,
  line: Int = #line, column: Int = #column, draw: () -> String
) {
  guard let reporter = Reporter.current else { return }
  reporter.previewing {
    reporter.shown.preview(
      ShownItem(
        place: .init(file: file, line: line, column: column), kind: kind, label: label, caption: caption,
        alt: alt,
        content: [MediaType.svg: draw()]))
  }
}

/// Shows an image given as the bytes of a PNG file.
public func show(
  png: [UInt8], label: String, caption: String, alt: String, kind: ShownItem.Kind = .image,
  file: String = #fileID, line: Int = #line, column: Int = #column
) {
  add(kind, label, caption, alt: alt, .init(file: file, line: line, column: column)) { label, folder in
    let name = try folder?.writePayload(png, label: label, suffix: "png")
    return [MediaType.text: "[\(label)] \(caption)", MediaType.png: name ?? ""]
  }
}

/// Shows images that belong together, each with its own words.
public func show(
  gallery images: [ShownImage], label: String, caption: String,
  file: String = #fileID, line: Int = #line, column: Int = #column
) {
  let alt = images.map(\.alt).joined(separator: "; ")
  add(.gallery, label, caption, alt: alt, .init(file: file, line: line, column: column)) { label, folder in
    let entries = try images.enumerated().map { index, image in
      let name = try folder?.writePayload(image.png, label: "\(label).\(index + 1)", suffix: "png")
      return ShownGallery.Image(file: name ?? "", caption: image.caption, alt: image.alt)
    }
    return [
      MediaType.text: "[\(label)] \(caption) (\(images.count) images)",
      MediaType.gallery: JSONLine.text(ShownGallery(images: entries)),
    ]
  }
}

/// Shows scans with layers that a reader can switch: graders, predictions, errors.
///
/// Two or more layers that are predictions can be wiped against each other. `sheet` is a PNG of the most
/// telling scans for Markdown and notebooks, which draw no vectors; `alt` says what it shows. Traps when a
/// scan has another count of paths than there are layers.
public func show(
  scans: [ShownScan], layers: [ShownScans.Layer], sheet: [UInt8], label: String, caption: String, alt: String,
  file: String = #fileID, line: Int = #line, column: Int = #column
) {
  add(.scans, label, caption, alt: alt, .init(file: file, line: line, column: column)) { label, folder in
    let entries = try scans.enumerated().map { index, scan in
      precondition(
        scan.paths.count == layers.count,
        "scan \(scan.name) has \(scan.paths.count) paths for \(layers.count) layers")
      let name = try folder?.writePayload(scan.png, label: "\(label).\(index + 1)", suffix: "png")
      return ShownScans.Scan(
        name: scan.name, file: name ?? "", width: scan.width, height: scan.height, caption: scan.caption,
        alt: scan.alt, group: scan.group, paths: scan.paths)
    }
    let all = try folder?.writePayload(sheet, label: "\(label).sheet", suffix: "png")
    return [
      MediaType.text: "[\(label)] \(caption) (\(scans.count) scans)",
      MediaType.scans: JSONLine.text(ShownScans(layers: layers, scans: entries, sheet: all ?? "")),
    ]
  }
}

/// Records a value under a key, so that prose can cite it as `{{key}}` or `{{key|%.3f}}`.
///
/// Recorded again under the same key, the last value counts.
public func value(
  _ key: String, _ value: some ShownValue,
  file: String = #fileID, line: Int = #line, column: Int = #column
) {
  let json = value.shown
  add(.value, key, "", alt: "", .init(file: file, line: line, column: column)) { _, _ in
    [MediaType.text: "\(key) = \(json.text())", MediaType.json: JSONLine.text(json)]
  }
}

/// Shows a sentence that the computation decided on, as Markdown.
public func note(
  _ markdown: String, file: String = #fileID, line: Int = #line, column: Int = #column
) {
  add(.note, "note", "", alt: "", .init(file: file, line: line, column: column)) { _, _ in
    [MediaType.text: markdown, MediaType.markdown: markdown]
  }
}

/// Files an item with the stage of this process; without one only its text is printed.
///
/// A result that cannot be kept must not go unseen, and `show` is no place for a `try`.
private func add(
  _ kind: ShownItem.Kind, _ label: String, _ caption: String, alt: String, _ place: ShownItem.Place,
  content: (String, ShownFolder?) throws -> [String: String]
) {
  do {
    guard let folder = Reporter.current?.shown else {
      return print(try content(label, nil)[MediaType.text] ?? "")
    }
    try folder.add(kind: kind, label: label, caption: caption, alt: alt, place: place) { label in
      try content(label, folder)
    }
  } catch {
    endAfterTopLevelError(error)
  }
}

/// Keeps a scalar over the steps of a run, such as the loss of every iteration, for exports; no page shows it.
///
/// Call it once a tag, when the run is complete: what a resumed run did before counts too. A tag recorded twice, a
/// value that is not finite, and steps that do not rise end the stage as failed.
public func record(_ tag: String, steps: [Int], values: [Double]) {
  do {
    guard steps.count == values.count, values.allSatisfy(\.isFinite),
      zip(steps, steps.dropFirst()).allSatisfy(<)
    else { throw StageError.badCurve(tag: tag) }
    try Reporter.current?.shown.add(ShownCurve(tag: tag, steps: steps, values: values))
  } catch {
    endAfterTopLevelError(error)
  }
}
