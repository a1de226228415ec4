/// A JSON value of a safetensors header; numbers are integers.
enum HeaderValue {
  case string(String)
  case integer(Int)
  case list([HeaderValue])
  case object([HeaderField])
}

/// A key of a JSON object with its value.
struct HeaderField {
  let key: String
  let value: HeaderValue
}
