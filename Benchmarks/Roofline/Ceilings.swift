import CCPU
import Tensors

/// What the machine can do at most, with the threads of a pool.
struct Ceilings {
  /// Floating-point operations a second of fused multiply-adds that never leave the registers.
  let arithmetic: Double
  /// Bytes a second read from memory, in order, far more than any cache holds.
  let bandwidth: Double

  init(_ pool: WorkerPool) {
    arithmetic = (0..<7).map { _ in Self.arithmetic(pool) }.max() ?? 1
    bandwidth = (0..<3).map { _ in Self.bandwidth(pool) }.max() ?? 1
  }

  /// Twelve chains keep two multiply-add units with a latency of four or five cycles busy.
  private static func arithmetic(_ pool: WorkerPool) -> Double {
    let rounds = 1_000_000
    let results = Buffer(pool.threads * 8)
    let seconds = time {
      pool.run(pool.threads) { thread in
        results.pointer[thread * 8] = chains(rounds, factor: 1 - Float(thread + 1) * 0x1p-24).sum()
      }
    }
    precondition(results.array.allSatisfy(\.isFinite))
    return Double(pool.threads * rounds * 12 * 8 * 2) / seconds
  }

  @inline(never)
  private static func chains(_ rounds: Int, factor: Float) -> SIMD8<Float> {
    let (x, y) = (SIMD8<Float>(repeating: factor), SIMD8<Float>(repeating: 0.5))
    var (a, b, c, d, e, f) = (x, x, x, x, x, x)
    var (g, h, i, j, k, l) = (y, y, y, y, y, y)
    for _ in 0..<rounds {
      a = cpu_multiply_add(a, x, y)
      b = cpu_multiply_add(b, x, y)
      c = cpu_multiply_add(c, x, y)
      d = cpu_multiply_add(d, x, y)
      e = cpu_multiply_add(e, x, y)
      f = cpu_multiply_add(f, x, y)
      g = cpu_multiply_add(g, x, y)
      h = cpu_multiply_add(h, x, y)
      i = cpu_multiply_add(i, x, y)
      j = cpu_multiply_add(j, x, y)
      k = cpu_multiply_add(k, x, y)
      l = cpu_multiply_add(l, x, y)
    }
    return a + b + c + d + e + f + g + h + i + j + k + l
  }

  private static func bandwidth(_ pool: WorkerPool) -> Double {
    let count = 1 << 26
    let values = Buffer(count)
    let sums = Buffer(1024 * 8)
    let seconds = time {
      pool.run(1024) { block in
        let part = UnsafeRawPointer(values.pointer + block * (count / 1024))
        var (a, b) = (SIMD8<Float>(), SIMD8<Float>())
        var (c, d) = (SIMD8<Float>(), SIMD8<Float>())
        for place in stride(from: 0, to: count / 1024 * 4, by: 128) {
          a += part.loadUnaligned(fromByteOffset: place, as: SIMD8<Float>.self)
          b += part.loadUnaligned(fromByteOffset: place + 32, as: SIMD8<Float>.self)
          c += part.loadUnaligned(fromByteOffset: place + 64, as: SIMD8<Float>.self)
          d += part.loadUnaligned(fromByteOffset: place + 96, as: SIMD8<Float>.self)
        }
        sums.pointer[block * 8] = (a + b + c + d).sum()
      }
    }
    precondition(sums.array.allSatisfy(\.isFinite))
    return Double(count * 4) / seconds
  }
}
