// SPDX-License-Identifier: GPL-2.0-only
#include "privileges.h"
#include "log.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

/* Groups first: who is no longer root may not change them. */
static int become(const struct passwd *pw)
{
	if (initgroups(pw->pw_name, pw->pw_gid) ||
	    setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) ||
	    setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid))
		return -errno;
	return 0;
}

/* Who is the user already has nothing to drop, and may not change groups. */
static bool is_already(const struct passwd *pw)
{
	return geteuid() == pw->pw_uid && getuid() == pw->pw_uid;
}

int privileges_drop(const char *user)
{
	const struct passwd *pw = getpwnam(user);
	int err;

	if (!pw) {
		log_error("there is no user '%s'", user);
		return -ENOENT;
	}
	if (is_already(pw))
		return 0;
	err = become(pw);
	if (err)
		log_error("cannot become user '%s': %s", user, strerror(-err));
	return err;
}
