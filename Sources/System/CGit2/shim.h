#include <git2.h>

/// Opens repositories whoever owns them (git_libgit2_opts is variadic). 0, or an error code.
static inline int fovea_git_ignore_owners(void) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
}
