// libpng's row interface behind two functions: setjmp and longjmp stay on this side, so that no Swift
// frame is ever jumped over. Warnings are errors.
#ifndef FOVEA_CPNG_SHIM_H
#define FOVEA_CPNG_SHIM_H

#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOVEA_PNG_MESSAGE = 256 };

typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t position;
} FoveaPNGSource;

typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} FoveaPNGSink;

static inline void fovea_png_fail(png_structp png, png_const_charp text) {
  snprintf((char *)png_get_error_ptr(png), FOVEA_PNG_MESSAGE, "%s", text);
  png_longjmp(png, 1);
}

static inline void fovea_png_pull(png_structp png, png_bytep into, size_t count) {
  FoveaPNGSource *source = (FoveaPNGSource *)png_get_io_ptr(png);
  if (count > source->count - source->position) png_error(png, "the data end early");
  memcpy(into, source->bytes + source->position, count);
  source->position += count;
}

static inline void fovea_png_push(png_structp png, png_bytep from, size_t count) {
  FoveaPNGSink *sink = (FoveaPNGSink *)png_get_io_ptr(png);
  if (sink->count + count > sink->capacity) {
    size_t capacity = (sink->count + count) * 2;
    uint8_t *grown = (uint8_t *)realloc(sink->bytes, capacity);
    if (grown == NULL) png_error(png, "out of memory");
    sink->bytes = grown;
    sink->capacity = capacity;
  }
  memcpy(sink->bytes + sink->count, from, count);
  sink->count += count;
}

static inline void fovea_png_flush(png_structp png) { (void)png; }

static inline png_bytep *fovea_png_rows(uint8_t *pixels, uint32_t height, size_t rowBytes) {
  png_bytep *rows = (png_bytep *)malloc(sizeof(png_bytep) * (height ? height : 1));
  for (uint32_t y = 0; rows != NULL && y < height; ++y) rows[y] = pixels + (size_t)y * rowBytes;
  return rows;
}

// Decodes all of `source` into `pixels` (height rows of rowBytes). Depth below 8 is expanded for gray
// images without transparency; nothing else is converted. Returns 0, or -1 with the reason in `message`.
static inline int fovea_png_read(
    FoveaPNGSource *source, uint8_t *pixels, uint32_t height, size_t rowBytes, uint32_t limit,
    char *message) {
  png_structp volatile png = png_create_read_struct(
      PNG_LIBPNG_VER_STRING, message, fovea_png_fail, fovea_png_fail);
  png_infop volatile info = png ? png_create_info_struct(png) : NULL;
  png_bytep *volatile rows = fovea_png_rows(pixels, height, rowBytes);
  volatile int status = -1;
  if (info == NULL || rows == NULL) {
    snprintf(message, FOVEA_PNG_MESSAGE, "out of memory");
  } else if (setjmp(png_jmpbuf(png)) == 0) {
    png_set_user_limits(png, limit, limit);
    // Chunks beside the pixels are all skipped (below), so that no limit (0) costs no memory.
    png_set_chunk_cache_max(png, 64);
    png_set_chunk_malloc_max(png, 0);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_read_fn(png, source, fovea_png_pull);
    png_read_info(png, info);
    if (png_get_bit_depth(png, info) < 8) png_set_expand_gray_1_2_4_to_8(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_image_height(png, info) != height || png_get_rowbytes(png, info) != rowBytes)
      png_error(png, "the header does not match its rows");
    png_read_image(png, rows);
    png_read_end(png, NULL);
    status = 0;
  }
  free(rows);
  png_structp pngToFree = png;
  png_infop infoToFree = info;
  png_destroy_read_struct(&pngToFree, &infoToFree, NULL);
  return status;
}

// Encodes `pixels` with fixed compression level and filter into `sink`, whose bytes the caller frees.
// Returns 0, or -1 with the reason in `message`.
static inline int fovea_png_write(
    FoveaPNGSink *sink, const uint8_t *pixels, uint32_t width, uint32_t height, size_t rowBytes,
    int colorType, int level, int filters, char *message) {
  png_structp volatile png = png_create_write_struct(
      PNG_LIBPNG_VER_STRING, message, fovea_png_fail, fovea_png_fail);
  png_infop volatile info = png ? png_create_info_struct(png) : NULL;
  png_bytep *volatile rows = fovea_png_rows((uint8_t *)pixels, height, rowBytes);
  volatile int status = -1;
  if (info == NULL || rows == NULL) {
    snprintf(message, FOVEA_PNG_MESSAGE, "out of memory");
  } else if (setjmp(png_jmpbuf(png)) == 0) {
    png_set_write_fn(png, sink, fovea_png_push, fovea_png_flush);
    png_set_compression_level(png, level);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, filters);
    png_set_IHDR(
        png, info, width, height, 8, colorType, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    png_write_image(png, rows);
    png_write_end(png, NULL);
    status = 0;
  }
  free(rows);
  png_structp pngToFree = png;
  png_infop infoToFree = info;
  png_destroy_write_struct(&pngToFree, &infoToFree);
  return status;
}

#endif
