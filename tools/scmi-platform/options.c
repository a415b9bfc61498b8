// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help_options[] =
	"Usage: scmi-platform --socket PATH [OPTION]...\n"
	"       scmi-platform --config FILE [OPTION]...\n"
	"Serves SCMI to virtual machines over vhost-user: to one, or to those\n"
	"that the configuration lists as agents.\n"
	"\n"
	"  -s, --socket PATH  listen there for the front end (QEMU's\n"
	"                     vhost-user-scmi-pci and vhost-user-scmi, User\n"
	"                     Mode Linux's virtio_uml)\n"
	"      --connect PATH connect to a front end that listens there instead,\n"
	"                     and again whenever it is gone\n"
	"      --agent NAME=PATH  listen there for that agent of the\n"
	"                     configuration, whatever it says; any number of times\n"
	"  -c, --config FILE  the platform's resources; without it the file\n"
	"                     $SCMI_PLATFORM_CONFIG names, else the default\n"
	"      --control PATH listen there for scmi-platform-ctl: agents, what\n"
	"                     they have set, faults at run time\n"
	"      --check        only check the configuration; prints nothing when\n"
	"                     it is right\n"
	"      --no-p2a       do not offer VIRTIO_SCMI_F_P2A_CHANNELS: no\n"
	"                     notifications, no delayed responses\n"
	"      --packed       offer VIRTIO_F_RING_PACKED; User Mode Linux cannot\n"
	"                     serve a guest that takes it\n"
	"      --mem-slots    let the front end plug memory, more than eight\n"
	"                     pieces of it; QEMU's device then does not get over\n"
	"                     a restart of the platform\n"
	"      --user NAME    become that user when all sockets are open\n"
	"      --no-seccomp   do not restrict system calls then\n"
	"      --fault SPEC   misbehave, see below; any number of times\n"
	"  -v, --verbose      log every vhost-user request, too\n"
	"  -q, --quiet        log warnings and errors only\n"
	"      --version      print the version and exit\n"
	"  -h, --help         print this and exit\n"
	"\n"
	"Ends at SIGTERM and SIGINT, removing the socket.\n"
	"\n"
	"Exit status: 0 all went well, 1 the configuration or the system did\n"
	"not allow it, 2 the command line is wrong, 3 a system call was made\n"
	"that is not on the list of those needed.\n"
	"\n"
	"Faults, for tests of drivers:\n"
	"  SPEC is [proto=N,][msg=N,][skip=N,][count=N|always,][p=P,][seed=N,]\n"
	"  do=ACTION: of the commands (or events) of protocol and message id N,\n"
	"  or all, pass skip (0), then fire for count (1) of them, each with the\n"
	"  probability p (1). The first rule that fires for a message is the only\n"
	"  one. ACTION is one of these; event- makes it one on notifications and\n"
	"  delayed responses, delayed- is about asynchronous commands, early- is\n"
	"  done when eventq starts, with proto and msg for contents:\n";

enum {
	OPT_AGENT = 256,
	OPT_CHECK,
	OPT_CONNECT,
	OPT_CONTROL,
	OPT_FAULT,
	OPT_MEM_SLOTS,
	OPT_NO_P2A,
	OPT_NO_SECCOMP,
	OPT_PACKED,
	OPT_USER,
	OPT_VERSION,
};

static const struct option long_options[] = {
	{ "socket", required_argument, NULL, 's' },
	{ "socket-path", required_argument, NULL, 's' },
	{ "connect", required_argument, NULL, OPT_CONNECT },
	{ "agent", required_argument, NULL, OPT_AGENT },
	{ "config", required_argument, NULL, 'c' },
	{ "control", required_argument, NULL, OPT_CONTROL },
	{ "check", no_argument, NULL, OPT_CHECK },
	{ "fault", required_argument, NULL, OPT_FAULT },
	{ "mem-slots", no_argument, NULL, OPT_MEM_SLOTS },
	{ "no-p2a", no_argument, NULL, OPT_NO_P2A },
	{ "packed", no_argument, NULL, OPT_PACKED },
	{ "user", required_argument, NULL, OPT_USER },
	{ "no-seccomp", no_argument, NULL, OPT_NO_SECCOMP },
	{ "verbose", no_argument, NULL, 'v' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

/* Nothing useful can follow when stdout is closed or full. */
static void exit_printed(void)
{
	exit(fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS);
}

static void print_help(void)
{
	fputs(help_options, stdout);
	fault_print_actions(stdout);
	exit_printed();
}

static void add_fault(struct options *options, const char *spec)
{
	char *why = NULL;
	size_t len;
	FILE *err = open_memstream(&why, &len);

	if (!err) {
		fputs("scmi-platform: out of memory\n", stderr);
		exit(EXIT_FAILURE);
	}
	if (fault_add(&options->faults, spec, err)) {
		fclose(err);
		fprintf(stderr, "scmi-platform: %s", why);
		exit(EXIT_USAGE);
	}
	fclose(err);
	free(why);
}

int options_wrong(const char *what, const char *arg)
{
	fprintf(stderr, "scmi-platform: %s%s; see scmi-platform --help\n", what,
		arg);
	return EXIT_USAGE;
}

static void add_agent(struct options *options, const char *arg)
{
	const char *equals = strchr(arg, '=');

	if (!equals || equals == arg)
		exit(options_wrong("NAME=PATH is expected: --agent ", arg));
	if (options->n_agents == OPTIONS_AGENTS_MAX)
		exit(options_wrong("too many: --agent ", arg));
	options->agents[options->n_agents++] = arg;
}

static void set_option(struct options *options, int opt)
{
	switch (opt) {
	case 's':
		options->socket = optarg;
		options->client = false;
		break;
	case OPT_CONNECT:
		options->socket = optarg;
		options->client = true;
		break;
	case 'c':
		free(options->config);
		options->config = strdup(optarg);
		break;
	case 'v':
		options->level = LOG_DEBUG;
		break;
	case 'q':
		options->level = LOG_WARNING;
		break;
	case 'h':
		print_help();
		break;
	case OPT_AGENT:
		add_agent(options, optarg);
		break;
	case OPT_CHECK:
		options->check = true;
		break;
	case OPT_CONTROL:
		options->control = optarg;
		break;
	case OPT_FAULT:
		add_fault(options, optarg);
		break;
	case OPT_MEM_SLOTS:
		options->mem_slots = true;
		break;
	case OPT_NO_P2A:
		options->p2a = false;
		break;
	case OPT_NO_SECCOMP:
		options->seccomp = false;
		break;
	case OPT_PACKED:
		options->packed = true;
		break;
	case OPT_USER:
		options->user = optarg;
		break;
	case OPT_VERSION:
		puts("scmi-platform " SCMI_PLATFORM_VERSION);
		exit_printed();
		break;
	default:
		/* getopt_long() has said what is wrong. */
		exit(EXIT_USAGE);
	}
}

/* An installed program finds its data next to itself, a built one does not. */
static char *installed_config(void)
{
	static const char file[] = "share/scmi-platform/default.conf";
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *path, *slash;
	int i;

	if (n <= 0)
		return NULL;
	exe[n] = '\0';
	for (i = 0; i < 2; i++) {
		slash = strrchr(exe, '/');
		if (!slash)
			return NULL;
		*slash = '\0';
	}
	return asprintf(&path, "%s/%s", exe, file) < 0 ? NULL : path;
}

static char *default_config(void)
{
	const char *named = getenv("SCMI_PLATFORM_CONFIG");
	char *path;

	if (named && *named)
		return strdup(named);
	path = installed_config();
	if (path && !access(path, F_OK))
		return path;
	free(path);
	return strdup(SCMI_PLATFORM_DEFAULT_CONFIG);
}

void options_parse(struct options *options, int argc, char **argv)
{
	int opt;

	*options = (struct options){
		.p2a = true,
		.seccomp = true,
		.level = LOG_INFO,
	};
	while ((opt = getopt_long(argc, argv, "s:c:vqh", long_options, NULL)) !=
	       -1)
		set_option(options, opt);

	if (optind < argc)
		exit(options_wrong("unexpected argument ", argv[optind]));
	if (!options->config)
		options->config = default_config();
	if (!options->config) {
		fprintf(stderr, "scmi-platform: out of memory\n");
		exit(EXIT_FAILURE);
	}
}

void options_free(struct options *options)
{
	free(options->config);
	options->config = NULL;
	fault_clear(&options->faults);
}
