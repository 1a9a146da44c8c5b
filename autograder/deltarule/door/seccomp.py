"""The system calls that a worker may make. Everything else fails with "operation not permitted".

What Python, NumPy, matplotlib and an IPython shell need to compute, to read their own files and to write in a scratch
folder; nothing that starts a process, opens a socket, signals, traces, mounts or shares memory.
"""

import errno
import socket
import tempfile

from deltarule.core.errors import UserError

_ALLOWED = """
read readv pread64 preadv write writev pwrite64 pwritev lseek sendfile copy_file_range
open openat close close_range dup dup2 dup3 flock pipe pipe2
stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat getdents getdents64
getcwd chdir fchdir umask
mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 truncate ftruncate fsync fdatasync msync fadvise64
brk mmap munmap mremap mprotect madvise mincore membarrier
futex set_robust_list get_robust_list set_tid_address rseq sched_yield sched_getaffinity getcpu
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending sigaltstack restart_syscall
clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage getrandom
alarm getitimer setitimer
getpid gettid getppid getpgrp getpgid getsid getuid geteuid getgid getegid getresuid getresgid getgroups getpriority
getrlimit uname sysinfo arch_prctl
poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2
recvfrom getsockopt getsockname getpeername shutdown
exit exit_group
"""

_ANSWERED: dict[int, str] = {
    # Times and rights of any file of the user's could be set: Landlock guards what files hold. Copying a file sets
    # them, so that it is told that all went well.
    0: "utime utimes futimesat utimensat chmod fchmod fchmodat fchmodat2",
    # These would take a disk's whole room at once; callers have another way, or do without.
    errno.EOPNOTSUPP: "fallocate listxattr llistxattr flistxattr getxattr lgetxattr fgetxattr",
}
"""System calls that do nothing, by what the caller is told."""

_FCNTL = (*range(8), *(36, 37, 38), *(1030, 1032))
"""What may be done to a descriptor: duplicate, flags, locks, a pipe's size. Not whom the kernel signals about it."""

_CLONE_THREAD = 0x10000
_TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""What isatty and non-blocking reads ask of a descriptor: TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""


def program() -> bytes:
    """Compile the list into the kernel's filter program for this machine.

    Raises:
        UserError: libseccomp is missing.
    """
    try:
        import pyseccomp as seccomp
    except (ImportError, OSError, TypeError, RuntimeError) as error:
        raise UserError(
            "libseccomp is missing; install it (Debian, Ubuntu: apt install libseccomp2) "
            "and deltarule with its [instructor] extra."
        ) from error
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    for name in _ALLOWED.split():
        if _known(name):
            rules.add_rule(seccomp.ALLOW, name)
    for answer, names in _ANSWERED.items():
        for name in filter(_known, names.split()):
            rules.add_rule(seccomp.ERRNO(answer), name)
    for command in _FCNTL:
        rules.add_rule(seccomp.ALLOW, "fcntl", seccomp.Arg(1, seccomp.EQ, command))
    rules.add_rule(seccomp.ALLOW, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD))
    # The one socket that a worker is born with, and asyncio's loop, which talks to itself. Datagrams could go anywhere.
    rules.add_rule(
        seccomp.ALLOW,
        "socketpair",
        seccomp.Arg(0, seccomp.EQ, socket.AF_UNIX),
        seccomp.Arg(1, seccomp.MASKED_EQ, 0xF, socket.SOCK_STREAM),
    )
    rules.add_rule(seccomp.ALLOW, "sendto", seccomp.Arg(4, seccomp.EQ, 0))
    # clone3's flags lie in memory, where no filter can look: the C library then falls back to clone.
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    # Read limits, one's own alone; set none.
    rules.add_rule(seccomp.ALLOW, "prlimit64", seccomp.Arg(0, seccomp.EQ, 0), seccomp.Arg(2, seccomp.EQ, 0))
    for question in _TERMINAL_QUESTIONS:
        rules.add_rule(seccomp.ALLOW, "ioctl", seccomp.Arg(1, seccomp.EQ, question))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _known(name: str) -> bool:
    """Whether this architecture has a call of that name; newer ones leave the oldest out."""
    import pyseccomp as seccomp

    return int(seccomp.resolve_syscall(seccomp.system_arch(), name)) >= 0
