import Checkpoints
import Tensors

/// Splits a u8 tensor into label maps ([N, H, W]) or BGR images ([N, 3, H, W]).
func rasters(_ tensor: StoredTensor) -> [Raster] {
  let (height, width) = (tensor.shape[tensor.shape.count - 2], tensor.shape[tensor.shape.count - 1])
  let channels = tensor.shape.count == 4 ? tensor.shape[1] : 1
  let plane = height * width
  let bytes = tensor.bytes
  return (0..<bytes.count / (plane * channels)).map { sample in
    var pixels = [UInt8](repeating: 0, count: plane * channels)
    for channel in 0..<channels {
      for pixel in 0..<plane {
        pixels[pixel * channels + channel] = bytes[(sample * channels + channel) * plane + pixel]
      }
    }
    return Raster(width: width, height: height, channels: channels, pixels: pixels)
  }
}
