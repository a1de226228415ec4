#include <sys/syscall.h>
#include <unistd.h>

/// Exchanges two names in one step (RENAME_EXCHANGE, see renameat2(2)). 0, or -1 with errno.
static inline int fovea_exchange(int from_folder, const char *from, int to_folder, const char *to) {
  return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, 2u);
}

/// Makes a file share another's extents (FICLONE, see ioctl_ficlone(2)). 0, or -1 with errno.
///
/// By its number: what sys/ioctl.h declares would belong to this module for whoever imports it before Glibc.
static inline int fovea_clone(int to, int from) {
  return (int)syscall(SYS_ioctl, to, 0x40049409ul, from);
}

/// Writes a file's changed pages to the disk and waits, without what fsync(2) does beyond that (see
/// sync_file_range(2), all three flags). 0, or -1 with errno.
static inline int fovea_write_back(int file) {
  return (int)syscall(SYS_sync_file_range, file, 0l, 0l, 7u);
}
