/* SPDX-License-Identifier: Apache-2.0 */
/* Takes openat2 away from the calling process and its children, as an old
 * kernel or a sandbox does. */

#ifndef NO_OPENAT2_H
#define NO_OPENAT2_H

#include <errno.h>
#include <stddef.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

/* Returns 0, or -1 where that can't be done.  For good: call it in a child
 * only. */
static inline int
no_openat2 (int answer)
{
#ifdef SYS_openat2
  struct sock_filter code[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
    BPF_STMT (BPF_RET | BPF_K,
              SECCOMP_RET_ERRNO | ((unsigned) answer & SECCOMP_RET_DATA)),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { sizeof code / sizeof code[0], code };

  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
    return -1;
  return prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0 ? -1 : 0;
#else
  (void) answer;
  return 0;
#endif
}

#endif
