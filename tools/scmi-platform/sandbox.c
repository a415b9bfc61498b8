// SPDX-License-Identifier: GPL-2.0-only
#include "sandbox.h"
#include "log.h"
#include "util.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

/*
 * By what needs them; some architectures have one, some the other of those in
 * one line. Memory that can be executed is not among it, see below.
 */
static const int allowed[] = {
	/* the loop */
	SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_pwait),
	SCMP_SYS(epoll_wait),
	SCMP_SYS(read),
	SCMP_SYS(timerfd_settime),
	SCMP_SYS(clock_gettime),
	/* connections, their ends, and front ends that hung up */
	SCMP_SYS(accept4),
	SCMP_SYS(recvfrom),
	SCMP_SYS(recvmsg),
	SCMP_SYS(sendto),
	SCMP_SYS(sendmsg),
	SCMP_SYS(close),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	/* descriptors of guest memory and rings */
	SCMP_SYS(fcntl),
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	/* memory of buffers in flight, which front ends ask for */
	SCMP_SYS(memfd_create),
	SCMP_SYS(ftruncate),
	/* interrupts, the log */
	SCMP_SYS(write),
	/* memory */
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(getrandom),
	/* the SIGBUS handler, and what it does about errors of our own */
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	/* the end: sockets' files */
	SCMP_SYS(lstat),
	SCMP_SYS(unlink),
	SCMP_SYS(unlinkat),
	SCMP_SYS(exit_group),
#ifdef __SANITIZE_ADDRESS__
	/* what the sanitizer does before functions that do not return */
	SCMP_SYS(sigaltstack),
#endif
};

#ifdef __SANITIZE_ADDRESS__
/*
 * The search for leaks at the end traces the process, which is nothing for a
 * sandbox: only a test without one searches.
 */
static int entered;

int __lsan_is_turned_off(void)
{
	return entered;
}

static void turn_leak_search_off(void)
{
	entered = 1;
}
#else
static void turn_leak_search_off(void)
{
}
#endif

static void on_violation(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	/* The call was our own, and none is made with the log in use. */
	log_error("system call %d is not allowed here: ended",
		  info->si_syscall);
	_exit(EXIT_SANDBOX);
}

static int catch_violations(void)
{
	struct sigaction sa = {
		.sa_sigaction = on_violation,
		.sa_flags = SA_SIGINFO,
	};

	return sigaction(SIGSYS, &sa, NULL) ? -errno : 0;
}

static int allow(scmp_filter_ctx filter, int call)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
}

/* Memory yes, code no. */
static int allow_data(scmp_filter_ctx filter, int call)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* Signals to itself: the way in which an error of our own ends. */
static int allow_raise(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(),
					0));
}

/* To front ends that listen, and nothing but UNIX sockets. */
static int allow_client(scmp_filter_ctx filter)
{
	int err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
				   SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0));

	return err ? err : allow(filter, SCMP_SYS(connect));
}

static int fill(scmp_filter_ctx filter, bool client)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < ARRAY_SIZE(allowed); i++)
		err = allow(filter, allowed[i]);
	if (!err)
		err = allow_data(filter, SCMP_SYS(mmap));
	if (!err)
		err = allow_data(filter, SCMP_SYS(mprotect));
	if (!err && client)
		err = allow_client(filter);
	return err ? err : allow_raise(filter);
}

static int load(bool client)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
	int err = filter ? fill(filter, client) : -ENOMEM;

	if (!err)
		err = seccomp_load(filter);
	seccomp_release(filter);
	return err;
}

int sandbox_enter(bool client)
{
	int err = catch_violations();

	if (!err)
		err = load(client);
	if (err)
		log_error("cannot restrict system calls: %s (--no-seccomp does without)",
			  strerror(-err));
	else
		turn_leak_search_off();
	return err;
}
