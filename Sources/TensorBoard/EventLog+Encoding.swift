public import Foundation
internal import Protobuf

extension EventLog {
  /// The event file; equal logs give equal bytes.
  ///
  /// A START record comes first, so that a reader who finds an older file beside it takes this one from there on; an
  /// event for each step with all its scalars, the images, the end of the session. Field numbers are those of
  /// event.proto, summary.proto and the hparams plugin's plugin_data.proto.
  public func encoded() -> Data {
    var file = Data()
    file.append(event { $0.text(3, "brain.Event:2") })
    file.append(event { $0.message(7) { $0.integer(1, 1) } })
    if !settings.isEmpty {
      file.append(hyperparameters("session_start_info") { $0.message(3, writeStart) })
    }
    for (step, values) in scalarsByStep { file.append(summary(step, values.map(Self.write))) }
    for image in images { file.append(summary(image.step, [Self.write(image)])) }
    if !settings.isEmpty {
      // Status 1 is success: only complete runs have a log.
      file.append(
        hyperparameters("session_end_info") { data in
          data.message(4) { end in
            end.integer(1, 1)
            end.number(2, time)
          }
        })
    }
    return file
  }

  private var scalarsByStep: [(step: Int, values: [(tag: String, value: Double)])] {
    var steps: [Int: [(String, Double)]] = [:]
    for scalar in scalars {
      for (step, value) in zip(scalar.steps, scalar.values) {
        steps[step, default: []].append((scalar.tag, value))
      }
    }
    return steps.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  // MARK: Values

  private typealias Writing = (inout ProtobufWriter) -> Void

  private static func write(_ scalar: (tag: String, value: Double)) -> Writing {
    return { value in
      value.text(1, scalar.tag)
      value.number(2, Float(scalar.value))
    }
  }

  private static func write(_ image: Image) -> Writing {
    return { value in
      value.text(1, image.tag)
      value.message(4) { message in
        message.integer(1, image.height)
        message.integer(2, image.width)
        message.integer(3, image.channels)
        message.bytes(4, Data(image.png))
      }
    }
  }

  /// A summary of the hparams plugin: its message as metadata, with an empty tensor of floats.
  private func hyperparameters(_ name: String, _ write: @escaping Writing) -> Data {
    summary(
      0,
      [
        { value in
          value.text(1, "_hparams_/\(name)")
          value.message(8) { tensor in
            tensor.integer(1, 1)
            tensor.message(2) { $0.message(2) { _ in } }
          }
          value.message(9) { metadata in
            metadata.message(1) { plugin in
              plugin.text(1, "hparams")
              var data = ProtobufWriter()
              write(&data)
              plugin.bytes(2, data.data)
            }
          }
        }
      ])
  }

  private func writeStart(_ start: inout ProtobufWriter) {
    for (name, setting) in settings.sorted(by: { $0.key < $1.key }) {
      start.message(1) { entry in
        entry.text(1, name)
        entry.message(2) { value in
          switch setting {
          case .number(let number): value.number(2, number)
          case .text(let text): value.text(3, text)
          case .truth(let truth): value.integer(4, truth ? 1 : 0)
          }
        }
      }
    }
    start.number(5, begun)
  }

  // MARK: Records

  private func summary(_ step: Int, _ values: [Writing]) -> Data {
    event { event in
      event.integer(2, step)
      event.message(5) { summary in for value in values { summary.message(1, value) } }
    }
  }

  private func event(_ write: Writing) -> Data {
    var event = ProtobufWriter()
    event.number(1, time)
    write(&event)
    return Self.record(event.data)
  }

  /// A record: length, masked check of the length, bytes, masked check of the bytes; all little-endian.
  static func record(_ bytes: Data) -> Data {
    let length = withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Data($0) }
    func check(_ data: Data) -> Data {
      withUnsafeBytes(of: CRC32C.masked(data).littleEndian) { Data($0) }
    }
    return length + check(length) + bytes + check(bytes)
  }
}

extension EventLog.Image {
  /// The header of a PNG file: width and height from bytes 16 and 20, big-endian; the color type at 25.
  fileprivate var width: Int { bigEndian(at: 16) }
  fileprivate var height: Int { bigEndian(at: 20) }
  fileprivate var channels: Int {
    guard png.count > 25 else { return 0 }
    return [0: 1, 2: 3, 3: 3, 4: 2, 6: 4][png[25]] ?? 0
  }

  private func bigEndian(at place: Int) -> Int {
    png.count >= place + 4 ? png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } : 0
  }
}
