import StageProtocol

/// Rows that the cells of a matrix showed alone, brought together, so that they can be compared and sorted.
enum SharedTables {
  /// The groups with every table that has one row in each cell taken out of the cells and put, whole, before them.
  ///
  /// Such tables have one label, caption and heading in two cells or more, whose results are all those of now: what
  /// is stale or half done is never mixed with what is not. The group that holds them names no cell.
  static func gathered(_ groups: [PageOutputs]) -> [PageOutputs] {
    var labels: [String] = []
    var known: Set<String> = []
    for item in groups.flatMap(\.items) where known.insert(item.label).inserted { labels.append(item.label) }
    let items = groups.map { Dictionary(grouping: $0.items, by: \.label) }
    let shared = labels.compactMap { table($0, of: groups, items) }
    guard !shared.isEmpty else { return groups }
    let taken = Set(shared.map(\.label))
    let rest = groups.compactMap { group -> PageOutputs? in
      var left = group
      left.items.removeAll { taken.contains($0.label) }
      return left.items.isEmpty ? nil : left
    }
    return [PageOutputs(cell: nil, state: .fresh, items: shared)] + rest
  }

  /// The table of all cells' rows, with the fragment of the first; nil when the cells did not show such rows.
  private static func table(
    _ label: String, of groups: [PageOutputs], _ items: [[String: [PageItem]]]
  ) -> PageItem? {
    var rows: [(cell: String, item: PageItem, table: ShownTable)] = []
    for (group, items) in zip(groups, items) {
      guard let items = items[label] else { continue }
      guard let cell = group.cell, group.state.isCurrent, items.count == 1,
        case .table(let table) = items[0].body,
        table.rows.count == 1
      else { return nil }
      rows.append((cell, items[0], table))
    }
    guard rows.count > 1, var whole = rows.first?.item, let columns = rows.first?.table.columns,
      rows.allSatisfy({ $0.item.caption == whole.caption && $0.table.columns == columns })
    else { return nil }
    // A first column that says which cell it is need not be said twice.
    let isNamed = rows.allSatisfy { $0.table.rows[0].first == .string($0.cell) }
    whole.body = .table(
      ShownTable(
        columns: (isNamed ? [] : [.init("cell")]) + columns,
        rows: rows.map { (isNamed ? [] : [.string($0.cell)]) + $0.table.rows[0] }))
    return whole
  }
}
