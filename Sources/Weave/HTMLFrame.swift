/// What every page of a report shares.
enum HTMLFrame {
  /// The document's start up to the end of its head.
  ///
  /// The policy forbids every script but the page's own and every request, but for the pictures beside it.
  ///
  /// - Parameter refresh: after how many seconds the browser looks again, without any script.
  static func head(title: String, images: PageImages.Place = .inside, refresh: Int? = nil) -> String {
    let sources =
      switch images {
      case .inside: "data:"
      case .beside: "'self' data: file:"
      case .nowhere: "'none'"
      }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">\(refreshing(refresh))
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; img-src \(sources); style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; \
      script-src \(PageScript.digest)">
      <title>\(escaped(title))</title>
      <style>
      \(StyleSheet.text)
      </style>
      </head>
      """
  }

  private static func refreshing(_ seconds: Int?) -> String {
    seconds.map { "\n<meta http-equiv=\"refresh\" content=\"\($0)\">" } ?? ""
  }

  /// The seconds between two looks at a page that follows a run.
  static let liveSeconds = 5

  /// Light, dark, or as the system has it: radio buttons that the style sheet looks at.
  static let themeSwitch: String = {
    let buttons = [("auto", "Auto"), ("light", "Light"), ("dark", "Dark")].map { id, name in
      "<label><input type=\"radio\" name=\"theme\" id=\"theme-\(id)\"\(id == "auto" ? " checked" : "")>"
        + "\(name)</label>"
    }
    return "<fieldset class=\"theme\"><legend>Colors</legend>\(buttons.joined())</fieldset>"
  }()
}
