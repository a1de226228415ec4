#ifndef FOVEA_CPROCESS_H
#define FOVEA_CPROCESS_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* Landlock (landlock(7)): what a process and its children may open. The constants are the kernel's; older
   headers lack the newer ones. */
enum {
  fovea_may_execute = 1 << 0,
  fovea_may_read_file = 1 << 2,
  fovea_may_read_folder = 1 << 3,
  fovea_may_write_file = 1 << 1,
  fovea_may_truncate = 1 << 14,
};

/* The version of the kernel's Landlock, or -1 with errno where it has none or it is switched off. */
static inline int fovea_landlock_version(void) {
#ifdef __linux__
  return (int)syscall(444 /* landlock_create_ruleset */, (void *)0, (size_t)0, 1u /* VERSION */);
#else
  return -1;
#endif
}

/* Every right over files that a version knows. */
static inline unsigned long long fovea_landlock_rights(int version) {
  if (version >= 3) return (1ull << 15) - 1;
  return version == 2 ? (1ull << 14) - 1 : (1ull << 13) - 1;
}

/* A ruleset that refuses all those rights but what fovea_landlock_allow adds; a descriptor, or -1 with errno. */
static inline int fovea_landlock_create(int version) {
  unsigned long long handled = fovea_landlock_rights(version);
  return (int)syscall(444, &handled, sizeof handled, 0u);
}

/* Allows rights on what is open under a descriptor, and on everything below it. */
static inline int fovea_landlock_allow(int rules, int descriptor, unsigned long long rights) {
  struct { unsigned long long rights; int parent; } __attribute__((packed)) rule = {rights, descriptor};
  return (int)syscall(445 /* landlock_add_rule */, rules, 1 /* PATH_BENEATH */, &rule, 0u);
}

/* O_PATH, which Swift does not see. */
static inline int fovea_open_place(const char *path) { return open(path, 010000000 | O_CLOEXEC); }

/* What a child becomes. Every pointer stays valid until fovea_spawn returns. */
typedef struct {
  const char *program;
  int image;            /* the program's open file, which is what is run, or -1 to run it by its path */
  int rules;            /* a Landlock ruleset that binds it, or -1 */
  char *const *arguments;
  char *const *environment;
  const char *folder;   /* working directory */
  int input;            /* becomes standard input */
  int output;           /* becomes standard output and error */
  const int *kept;      /* descriptors that stay open under their own numbers */
  int kept_count;
  int dies_with_parent; /* whether the kernel kills it when the calling thread ends */
} fovea_child;

/* Marks every descriptor from 3 on: close_range(2) where the kernel has it, one by one elsewhere. */
static inline void fovea_close_on_exec(void) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */) == 0) return;
#endif
  for (int number = 3; number < 4096; number++) fcntl(number, F_SETFD, FD_CLOEXEC);
}

/* Binds this process to a ruleset, with its own folder in /proc allowed: programs find their arguments there.
   0, or -1 with errno. */
static inline int fovea_confine(int rules) {
  int own = fovea_open_place("/proc/self");
  if (own >= 0) {
    fovea_landlock_allow(rules, own, fovea_may_read_file | fovea_may_read_folder | fovea_may_write_file);
    close(own);
  }
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return -1;
  return (int)syscall(446 /* landlock_restrict_self */, rules, 0u);
}

/* Runs between fork and exec, where only async-signal-safe calls are allowed; never returns. */
static inline void fovea_become(const fovea_child *child, pid_t parent, int report) {
  if (child->dies_with_parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != parent) _exit(127);  /* the parent died before the line above */
  }
  setpgid(0, 0);
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, 0);
  umask(022);
  int failed = chdir(child->folder) < 0 || dup2(child->input, 0) < 0 || dup2(child->output, 1) < 0 ||
               dup2(child->output, 2) < 0;
  fovea_close_on_exec();
  for (int i = 0; !failed && i < child->kept_count; i++) failed = fcntl(child->kept[i], F_SETFD, 0) < 0;
  if (!failed && child->rules >= 0) failed = fovea_confine(child->rules) < 0;
  if (!failed && child->image >= 0)
    syscall(SYS_execveat, child->image, "", child->arguments, child->environment, 0x1000 /* AT_EMPTY_PATH */);
  else if (!failed)
    execve(child->program, child->arguments, child->environment);
  int code = errno;
  ssize_t ignored = write(report, &code, sizeof code);
  (void)ignored;
  _exit(127);
}

/* Two ends of a pipe, closed on exec; see pipe2(2). */
static inline int fovea_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }

/* Starts a child in a process group of its own; returns its id, or -1 with errno when it cannot start. */
static inline pid_t fovea_spawn(const fovea_child *child) {
  int report[2];
  if (fovea_pipe(report) < 0) return -1;
  pid_t parent = getpid();
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  /* no handler of ours may run in the child */
  pid_t id = fork();
  if (id == 0) fovea_become(child, parent, report[1]);
  int code = errno;
  pthread_sigmask(SIG_SETMASK, &before, 0);
  close(report[1]);
  if (id > 0) {
    ssize_t count;
    do count = read(report[0], &code, sizeof code); while (count < 0 && errno == EINTR);
    if (count == sizeof code) {
      waitpid(id, 0, 0);
      id = -1;
    } else {
      setpgid(id, id);
    }
  }
  close(report[0]);
  if (id < 0) errno = code;
  return id;
}

/* The guard's life: it learns the groups of running stages from a pipe and kills them when the pipe ends,
   which it does when the driver is gone, however it went. Only async-signal-safe calls: it never execs. */
static inline void fovea_be_guard(int orders) {
  enum { most = 4096 };
  static pid_t groups[most];
  int count = 0;
  setsid();
  for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
  for (int other = 0; other < 4096; other++)
    if (other != orders) close(other);
  for (;;) {
    pid_t order;
    ssize_t size = read(orders, &order, sizeof order);
    if (size < 0 && errno == EINTR) continue;
    if (size != sizeof order) break;
    if (order > 0 && count < most) groups[count++] = order;
    for (int i = 0; order < 0 && i < count; i++)
      if (groups[i] == -order) groups[i] = groups[--count];
  }
  for (int i = 0; i < count; i++) kill(-groups[i], SIGKILL);
  _exit(0);
}

/* Starts the guard; returns the descriptor that takes group numbers (negative: ended), or -1 with errno. */
static inline int fovea_start_guard(void) {
  int orders[2];
  if (fovea_pipe(orders) < 0) return -1;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t id = fork();
  if (id == 0) fovea_be_guard(orders[0]);
  int code = errno;
  pthread_sigmask(SIG_SETMASK, &before, 0);
  close(orders[0]);
  if (id < 0) {
    close(orders[1]);
    errno = code;
    return -1;
  }
  return orders[1];
}

/* A descriptor that becomes readable when the process ends, or -1; see pidfd_open(2). */
static inline int fovea_pidfd(pid_t id) { return (int)syscall(SYS_pidfd_open, id, 0); }

/* A descriptor that takes SIGINT, SIGTERM and SIGHUP instead of their actions; see signalfd(2). */
static inline int fovea_interrupts(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, 0);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static inline int fovea_wait(pid_t id, int *status, struct rusage *usage) {
  int result;
  do result = wait4(id, status, 0, usage); while (result < 0 && errno == EINTR);
  return result;
}

/* Whether the process has ended; it stays to be waited for. */
static inline int fovea_has_ended(pid_t id) {
  siginfo_t info;
  info.si_pid = 0;
  return waitid(P_PID, (id_t)id, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == id;
}

static inline int fovea_exited(int status) { return WIFEXITED(status); }
static inline int fovea_exit_code(int status) { return WEXITSTATUS(status); }
static inline int fovea_exit_signal(int status) { return WTERMSIG(status); }

/* The level of the x86-64 psABI that matters for results; 0 on other processors. */
static inline int fovea_x86_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
    return 3;
  return __builtin_cpu_supports("sse4.2") ? 2 : 1;
#else
  return 0;
#endif
}

#endif
