private import Foundation
public import StageProtocol

extension StageContext {
  /// The context that this process was started with; throws `StageError`.
  static func ofThisProcess() throws(StageError) -> StageContext {
    let arguments = CommandLine.arguments
    guard arguments.count == 2 else {
      let program = arguments.first.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "this program"
      throw .noContext(program: program)
    }
    return try read(arguments[1])
  }

  /// Reads a context document; throws `StageError.badContext`.
  public static func read(_ path: String) throws(StageError) -> StageContext {
    let context: StageContext
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      context = try JSONDecoder().decode(StageContext.self, from: data)
    } catch let error as DecodingError {
      throw .badContext(path: path, reason: String(describing: error))
    } catch {
      throw .badContext(path: path, reason: error.localizedDescription)
    }
    guard context.schema == 1 else {
      throw .badContext(path: path, reason: "schema \(context.schema); this stage knows 1")
    }
    return context
  }
}
