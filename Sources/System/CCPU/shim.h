#if defined(__x86_64__)
#include <immintrin.h>
static inline void cpu_pause(void) { _mm_pause(); }
#else
static inline void cpu_pause(void) { __asm__ volatile("yield"); }
#endif
static inline void cpu_prefetch(const void *p) { __builtin_prefetch(p, 0, 3); }
static inline void cpu_prefetch_far(const void *p) { __builtin_prefetch(p, 0, 2); }
#if defined(__x86_64__)
static inline int cpu_is_supported(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
}
#else
static inline int cpu_is_supported(void) { return 1; }
#endif
/* One instruction for all lanes: a compiler that must find it in eight scalar calls finds it in halves. */
typedef float cpu_lane __attribute__((ext_vector_type(8)));
static inline __attribute__((always_inline)) cpu_lane cpu_multiply_add(cpu_lane a, cpu_lane b, cpu_lane c) {
  return __builtin_elementwise_fma(a, b, c);
}
