import StageProtocol

/// Draws the stages in layers: every stage below all that it reads.
struct StageGraph {
  private let stages: [IndexInput.Stage]
  private let layers: [[Int]]
  private let width = 190.0
  private let height = 58.0
  private let gap = (x: 26.0, y: 44.0)

  init(_ stages: [IndexInput.Stage]) {
    self.stages = stages
    layers = Self.layers(stages)
  }

  /// The drawing as SVG.
  func svg() -> String {
    let widest = Double(layers.map(\.count).max() ?? 1)
    let total = (
      x: widest * (width + gap.x) - gap.x + 4, y: Double(layers.count) * (height + gap.y) - gap.y + 4
    )
    let edges = stages.indices.flatMap { below in
      directlyAbove(below).map { edge(from: $0, to: below, total.x) }
    }
    let boxes = stages.indices.map { box($0, total.x) }
    return "<svg class=\"graph\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(text(total.x)) "
      + "\(text(total.y))\" width=\"\(text(total.x))\" height=\"\(text(total.y))\" role=\"group\" "
      + "aria-label=\"The stages and what they read\">\n"
      + (edges + boxes).joined(separator: "\n") + "\n</svg>"
  }

  /// The longest way from a source counts; a cycle, which no pipeline has, would end at the stage count.
  private static func layers(_ stages: [IndexInput.Stage]) -> [[Int]] {
    var depth = Array(repeating: 0, count: stages.count)
    for _ in stages {
      for (index, stage) in stages.enumerated() {
        let above = stage.upstream.compactMap { name in stages.firstIndex { $0.name == name } }
        depth[index] = min(stages.count, above.map { depth[$0] + 1 }.max() ?? 0)
      }
    }
    let levels = Set(depth).sorted()
    return levels.map { level in stages.indices.filter { depth[$0] == level } }
  }

  private func above(_ stage: Int) -> [Int] {
    stages[stage].upstream.compactMap { name in stages.firstIndex { $0.name == name } }
  }

  /// What a stage reads, without what it also reaches through another stage.
  private func directlyAbove(_ stage: Int) -> [Int] {
    let all = above(stage)
    return all.filter { one in !all.contains { $0 != one && reaches(one, from: $0) } }
  }

  private func reaches(_ target: Int, from start: Int) -> Bool {
    var seen: Set<Int> = []
    var open = [start]
    while let next = open.popLast() {
      if next == target { return true }
      if seen.insert(next).inserted { open += above(next) }
    }
    return false
  }

  private func origin(_ stage: Int, _ total: Double) -> (x: Double, y: Double) {
    for (row, layer) in layers.enumerated() {
      guard let column = layer.firstIndex(of: stage) else { continue }
      let used = Double(layer.count) * (width + gap.x) - gap.x
      return ((total - used) / 2 + Double(column) * (width + gap.x), 2 + Double(row) * (height + gap.y))
    }
    return (0, 0)
  }

  private func depth(_ stage: Int) -> Int { layers.firstIndex { $0.contains(stage) } ?? 0 }

  private func edge(from upper: Int, to lower: Int, _ total: Double) -> String {
    let start = origin(upper, total)
    let end = origin(lower, total)
    let x = (start.x + width / 2, end.x + width / 2)
    let y = (start.y + height, end.y - 6)
    // Past the layers between, a line goes straight down where no box stands in its way.
    let between = layers.indices.filter { depth(upper) < $0 && $0 < depth(lower) }
    let isFree = { (x: Double) in
      between.allSatisfy { layer in
        self.layers[layer].allSatisfy { box in
          let left = self.origin(box, total).x
          return x < left || x > left + self.width
        }
      }
    }
    let bend =
      isFree(x.0)
      ? (y.1 - gap.y + 6, y.1) : isFree(x.1) ? (y.0, y.0 + gap.y) : (y.0, y.1)
    let middle = (bend.0 + bend.1) / 2
    let curve =
      "M\(text(x.0)) \(text(y.0))V\(text(bend.0))C\(text(x.0)) \(text(middle)) \(text(x.1)) \(text(middle)) "
      + "\(text(x.1)) \(text(bend.1))V\(text(y.1))"
    let tip = "M\(text(x.1 - 4)) \(text(y.1 - 1))h8l-4 7z"
    return
      "<path d=\"\(curve)\" fill=\"none\" stroke=\"#59626b\"/><path class=\"arrow\" d=\"\(tip)\" fill=\"#59626b\"/>"
  }

  private func box(_ index: Int, _ total: Double) -> String {
    let stage = stages[index]
    let at = origin(index, total)
    let facts = [
      "\(stage.state.sign) \(stage.state.rawValue)", stage.cells > 1 ? "\(stage.cells) cells" : nil,
      stage.seconds.map(Seconds.text),
    ]
    let (opening, closing) =
      stage.title == nil
      ? ("<g>", "</g>") : ("<a href=\"\(escaped(WovenPage.fileName(stage: stage.name)))\">", "</a>")
    return opening
      + "<rect class=\"\(stage.state.rawValue)\" x=\"\(text(at.x))\" y=\"\(text(at.y))\" width=\"\(text(width))\" "
      + "height=\"\(text(height))\" rx=\"6\" fill=\"#f3f5f7\" stroke=\"#59626b\"/>"
      + "<text x=\"\(text(at.x + 12))\" y=\"\(text(at.y + 24))\">\(escaped(stage.name))</text>"
      + "<text class=\"small\" x=\"\(text(at.x + 12))\" y=\"\(text(at.y + 44))\">"
      + "\(escaped(facts.compactMap(\.self).joined(separator: " · ")))</text>\(closing)"
  }

  private func text(_ value: Double) -> String {
    (NumberFormat("%.1f") ?? .standard).text(value).replacing(".0", with: "")
  }
}
