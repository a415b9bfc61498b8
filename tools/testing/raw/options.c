// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#define TOKENS 1024

static const char help[] =
	"Usage: scmi-raw [OPTION]... COMMAND...\n"
	"Injects bare SCMI messages through the raw mode of the kernel's SCMI core,\n"
	"which is in debugfs, and prints what comes back.\n"
	"\n"
	"Commands:\n"
	"  call MESSAGE...     send all of these, then print their responses, and with\n"
	"                      --async their delayed responses, as they come\n"
	"  send MESSAGE...     send these; what comes back stays in the queue\n"
	"  read QUEUE [COUNT]  print COUNT messages of a queue, or those that are in it\n"
	"                      now: \"replies\", \"notifications\", or \"errors\", where\n"
	"                      the core puts what it did not expect\n"
	"  reset               throw away what is in the queues\n"
	"\n"
	"MESSAGE is PROTOCOL.MESSAGE-ID[:VALUE[,VALUE]...], all numbers as in C, each\n"
	"VALUE of 32 bits: 0x14.6:4 is CLOCK_RATE_GET for clock 4.\n"
	"\n"
	"Options:\n"
	"  -a, --async         the commands are asynchronous: a delayed response follows\n"
	"  -p, --poll          the kernel polls for the responses (Linux 6.16 and later)\n"
	"      --type N        message type in the header: 0, a command, to 3 (0)\n"
	"      --token N       token of the first message, from there they count up\n"
	"                      (from the process id on)\n"
	"      --reserved N    bits 28 to 31 of the header (0)\n"
	"      --length N      N bytes of each message, its header included: cut, or\n"
	"                      filled up with zeros\n"
	"      --repeat N      all messages N times, at once (1)\n"
	"      --timeout MS    how long to wait for each message (10000)\n"
	"      --instance N    the SCMI instance (0)\n"
	"  -h, --help          print this and exit\n"
	"\n"
	"A line is printed for each message:\n"
	"  response token=N proto=N msg=N status=N [payload=VALUE[,VALUE]...]\n"
	"  delayed token=N proto=N msg=N status=N [payload=...]\n"
	"  notification token=N proto=N msg=N [payload=...]\n"
	"  refused token=N errno=-N   the kernel did not take that message\n"
	"  timeout missing=N          so many did not come in time\n"
	"Bytes that make no whole VALUE follow it behind a '+'.\n"
	"\n"
	"A queue is shared by all who read it, so let only one run at a time. End\n"
	"all of them before the SCMI instance goes.\n"
	"\n"
	"Exit status: 0 all that was asked for happened; 1 it did not, or raw mode is\n"
	"not there; 2 the command line is wrong.\n";

enum {
	OPT_TYPE = 256,
	OPT_TOKEN,
	OPT_RESERVED,
	OPT_LENGTH,
	OPT_REPEAT,
	OPT_TIMEOUT,
	OPT_INSTANCE,
};

static const struct option long_options[] = {
	{ "async", no_argument, NULL, 'a' },
	{ "poll", no_argument, NULL, 'p' },
	{ "type", required_argument, NULL, OPT_TYPE },
	{ "token", required_argument, NULL, OPT_TOKEN },
	{ "reserved", required_argument, NULL, OPT_RESERVED },
	{ "length", required_argument, NULL, OPT_LENGTH },
	{ "repeat", required_argument, NULL, OPT_REPEAT },
	{ "timeout", required_argument, NULL, OPT_TIMEOUT },
	{ "instance", required_argument, NULL, OPT_INSTANCE },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

_Noreturn void options_wrong(const char *arg, const char *why)
{
	fprintf(stderr, "scmi-raw: '%s': %s; see scmi-raw --help\n", arg, why);
	exit(EXIT_USAGE);
}

unsigned int options_number(const char *arg, unsigned int min, unsigned int max)
{
	unsigned long n;
	char why[64];
	char *end;

	errno = 0;
	n = strtoul(arg, &end, 0);
	if (*arg >= '0' && *arg <= '9' && !*end && !errno && n >= min &&
	    n <= max)
		return (unsigned int)n;
	snprintf(why, sizeof(why), "a number from %u to %u is needed", min,
		 max);
	options_wrong(arg, why);
}

static _Noreturn void print_help(void)
{
	fputs(help, stdout);
	exit(fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS);
}

static void set_option(struct options *o, int opt)
{
	switch (opt) {
	case 'a':
		o->async = true;
		break;
	case 'p':
		o->poll = true;
		break;
	case OPT_TYPE:
		o->type = options_number(optarg, 0, 3);
		break;
	case OPT_TOKEN:
		o->token = options_number(optarg, 0, TOKENS - 1);
		break;
	case OPT_RESERVED:
		o->reserved = options_number(optarg, 0, 15);
		break;
	case OPT_LENGTH:
		o->length = options_number(optarg, 1, MESSAGE_MAX);
		break;
	case OPT_REPEAT:
		o->repeat = options_number(optarg, 1, TOKENS);
		break;
	case OPT_TIMEOUT:
		o->timeout = options_number(optarg, 0, INT_MAX);
		break;
	case OPT_INSTANCE:
		o->instance = options_number(optarg, 0, INT_MAX);
		break;
	case 'h':
		print_help();
	default:
		/* getopt_long() has said what. */
		fputs("scmi-raw: see scmi-raw --help\n", stderr);
		exit(EXIT_USAGE);
	}
}

void options_read(struct options *o, int argc, char **argv)
{
	int opt;

	*o = (struct options){
		/* Another one for each process, so none is soon used again. */
		.token = (unsigned int)getpid() % TOKENS,
		.repeat = 1,
		.timeout = 10000,
	};
	while ((opt = getopt_long(argc, argv, "aph", long_options, NULL)) != -1)
		set_option(o, opt);
	o->words = argv + optind;
}
