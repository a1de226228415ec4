/// Colors that people with any common color blindness can tell apart (Okabe and Ito, 2008).
///
/// A figure names each color as a CSS variable with a default, so that a page can set its own for light
/// and dark; ink follows the page's text color.
enum Palette {
  static let series = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8a8a8a"]

  /// A color of the figure: what a renderer without CSS variables shows, and the variable's name.
  struct Color {
    let plain: String
    let variable: String

    /// Presentation attribute and style for `fill` or `stroke`.
    func attribute(_ property: String) -> String {
      "\(property)=\"\(plain)\" style=\"\(property):var(--plot-\(variable),\(plain))\""
    }
  }

  static let ink = Color(plain: "currentColor", variable: "ink")
  static let grid = Color(plain: "#888888", variable: "grid")

  /// The color of series `index`, in turns.
  static func series(_ index: Int) -> Color {
    Color(plain: series[index % series.count], variable: "series-\(index % series.count + 1)")
  }
}
