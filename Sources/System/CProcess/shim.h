#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/// Asks the kernel to kill this process when the thread that started it ends; 0, or -1 with errno.
static inline int die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL); }
