"""The system calls that a worker may make. Everything else fails with "operation not permitted".

What Python, NumPy, matplotlib and an IPython shell need to compute, to read their own files and to write in a scratch
folder; nothing that starts a process, opens a socket, signals, traces, mounts or shares memory.
"""

import errno
import socket
import tempfile

from autograder.errors import UserError

_ALLOWED = """
read readv pread64 preadv write writev pwrite64 pwritev lseek sendfile copy_file_range
open openat close close_range dup dup2 dup3 fcntl flock pipe pipe2
stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat getdents getdents64
getcwd chdir fchdir umask
mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 truncate ftruncate fsync fdatasync fallocate fadvise64
utimensat utime utimes
brk mmap munmap mremap mprotect madvise mincore membarrier
futex set_robust_list get_robust_list set_tid_address rseq sched_yield sched_getaffinity getcpu
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending sigaltstack restart_syscall
clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage getrandom
getpid gettid getppid getpgrp getpgid getsid getuid geteuid getgid getegid getresuid getresgid getgroups getpriority
getrlimit uname sysinfo arch_prctl
poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2
sendto recvfrom getsockopt getsockname getpeername shutdown
exit exit_group
"""
"""``sendto`` and ``recvfrom`` serve the one socket that a worker is born with; it can't make another."""

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
    rules.add_rule(seccomp.ALLOW, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD))
    # asyncio's loop talks to itself.
    rules.add_rule(seccomp.ALLOW, "socketpair", seccomp.Arg(0, seccomp.EQ, socket.AF_UNIX))
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
