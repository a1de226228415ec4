/// A tensor of a graph that is being drawn: N × channels × height × width, N left open.
struct GraphValue {
  let name: String
  let channels: Int
  let height: Int
  let width: Int
}
