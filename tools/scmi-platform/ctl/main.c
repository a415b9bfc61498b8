// SPDX-License-Identifier: GPL-2.0-only
/*
 * scmi-platform-ctl: sends commands to a scmi-platform's control socket and
 * prints the answers.
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The command line was wrong; 0 and 1 are EXIT_SUCCESS and EXIT_FAILURE. */
#define EXIT_USAGE 2

/* A platform answers at once; one that does not is stopped or gone. */
#define ANSWER_TIMEOUT_S 10

static const char help_text[] =
	"Usage: scmi-platform-ctl [--control PATH] [COMMAND [ARGUMENT]...]\n"
	"Sends a command to a scmi-platform that runs, and prints the answer.\n"
	"Without a command, sends each line of stdin.\n"
	"\n"
	"  -c, --control PATH  as the platform's --control; without it\n"
	"                      $SCMI_PLATFORM_CONTROL\n"
	"      --version       print the version and exit\n"
	"  -h, --help          print this and exit\n"
	"\n"
	"The command help lists what there is.\n"
	"\n"
	"Exit status: 0 all was done, 1 a command was refused or the platform\n"
	"cannot be reached, 2 the command line is wrong.\n";

enum {
	OPT_VERSION = 256,
};

static const struct option long_options[] = {
	{ "control", required_argument, NULL, 'c' },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static void usage_error(const char *what)
{
	fprintf(stderr, "scmi-platform-ctl: %s; see scmi-platform-ctl --help\n",
		what);
	exit(EXIT_USAGE);
}

static void die(const char *what)
{
	fprintf(stderr, "scmi-platform-ctl: %s: %s\n", what, strerror(errno));
	exit(EXIT_FAILURE);
}

static void print_and_exit(const char *text)
{
	fputs(text, stdout);
	exit(fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS);
}

/* Return: the socket's path; what follows the options begins at optind. */
static const char *parse_options(int argc, char **argv)
{
	const char *path = getenv("SCMI_PLATFORM_CONTROL");
	int opt;

	/* "+": a command's own arguments are no options. */
	while ((opt = getopt_long(argc, argv, "+c:h", long_options, NULL)) !=
	       -1) {
		switch (opt) {
		case 'c':
			path = optarg;
			break;
		case 'h':
			print_and_exit(help_text);
			break;
		case OPT_VERSION:
			print_and_exit(
				"scmi-platform-ctl " SCMI_PLATFORM_VERSION
				"\n");
			break;
		default:
			/* getopt_long() has said what is wrong. */
			exit(EXIT_USAGE);
		}
	}
	if (!path || !*path)
		usage_error("--control PATH is missing");
	return path;
}

static int connect_to(const char *path)
{
	const struct timeval limit = { .tv_sec = ANSWER_TIMEOUT_S };
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(addr.sun_path))
		usage_error("the socket's path is too long");
	strcpy(addr.sun_path, path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)))
		die(path);
	return fd;
}

/* A platform that does not take it all says why before it ends. */
static void send_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t n = send(fd, text, left, MSG_NOSIGNAL);

		if (n < 0)
			return;
		text += n;
		left -= (size_t)n;
	}
}

/* Return: whether the command was done. */
static bool print_answer(FILE *answers)
{
	static const char error[] = "error: ";
	static char *line;
	static size_t size;

	errno = 0;
	while (getline(&line, &size, answers) > 0) {
		if (!strcmp(line, "ok\n"))
			return true;
		if (!strncmp(line, error, strlen(error))) {
			fprintf(stderr, "scmi-platform-ctl: %s",
				line + strlen(error));
			return false;
		}
		fputs(line, stdout);
	}
	if (!errno)
		errno = ECONNRESET;
	die("no answer");
	return false;
}

static bool send_words(int fd, FILE *answers, char **words)
{
	for (; *words; words++) {
		if (strchr(*words, '\n'))
			usage_error("a command is one line");
		send_all(fd, *words);
		send_all(fd, words[1] ? " " : "\n");
	}
	return print_answer(answers);
}

static bool send_lines(int fd, FILE *answers)
{
	char *line = NULL;
	size_t size = 0;
	bool ok = true;
	ssize_t n;

	while ((n = getline(&line, &size, stdin)) > 0) {
		send_all(fd, line);
		/* The last line may be without. */
		if (line[n - 1] != '\n')
			send_all(fd, "\n");
		if (!print_answer(answers))
			ok = false;
		/* Who types lines wants to see the answer to each. */
		fflush(stdout);
	}
	free(line);
	return ok;
}

int main(int argc, char **argv)
{
	const char *path = parse_options(argc, argv);
	int fd = connect_to(path);
	FILE *answers = fdopen(fd, "r");
	bool ok;

	if (!answers)
		die(path);
	ok = argv[optind] ? send_words(fd, answers, argv + optind)
			  : send_lines(fd, answers);
	fclose(answers);
	return fflush(stdout) || !ok ? EXIT_FAILURE : EXIT_SUCCESS;
}
