// SPDX-License-Identifier: GPL-2.0-only
/*
 * scmi-platform: an SCMI platform for virtual machines, served by
 * vhost-user. Ties the event loop, the model and what is served together.
 */
#include "control.h"
#include "control_cmd.h"
#include "fault.h"
#include "guest_mem.h"
#include "log.h"
#include "loop.h"
#include "model/config.h"
#include "options.h"
#include "privileges.h"
#include "sandbox.h"
#include "service.h"
#include "systemd.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/**
 * struct platform - the whole program
 * @loop: its event loop
 * @signals: watches for SIGTERM and SIGINT
 * @model: the simulated resources
 * @services: the agents that are served
 * @controlled: the whole, for @control
 * @control: the control socket; NULL without one
 */
struct platform {
	struct loop loop;
	struct loop_watch signals;
	struct scmi_model *model;
	struct services services;
	struct control_platform controlled;
	struct control *control;
};

static void on_signal(struct loop_watch *watch, uint32_t events)
{
	struct platform *p = container_of(watch, struct platform, signals);
	struct signalfd_siginfo info;

	(void)events;
	if (read(watch->fd, &info, sizeof(info)) != sizeof(info))
		return;
	log_info("%s: ending", strsignal((int)info.ssi_signo));
	p->loop.stop = true;
}

/* Writing to what a front end closed is an error there, no reason to end. */
static int watch_signals(struct platform *p)
{
	sigset_t set;
	int fd, err;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -errno;
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return -errno;
	p->signals.fn = on_signal;
	err = loop_watch_add(&p->loop, &p->signals, fd);
	if (err)
		close(fd);
	return err;
}

static int start_process(struct platform *p)
{
	int err = loop_init(&p->loop);

	if (!err)
		err = watch_signals(p);
	if (!err)
		err = guest_mem_catch_sigbus();
	if (err)
		log_error("cannot start: %s", strerror(-err));
	/* To serve is better than to be seen to. */
	if (!systemd_open())
		log_warning("cannot reach the service manager: %s",
			    strerror(errno));
	return err;
}

static int start_control(struct platform *p, struct options *options)
{
	const struct control_config config = {
		.loop = &p->loop,
		.path = options->control,
		.run = control_cmd_run,
		.ctx = &p->controlled,
	};

	if (!options->control)
		return 0;
	p->controlled = (struct control_platform){
		.model = p->model,
		.faults = &options->faults,
		.services = p->services.controlled,
		.n_services = p->services.n,
	};
	p->control = control_open(&config);
	return p->control ? 0 : -EIO;
}

static void stop(struct platform *p)
{
	control_close(p->control);
	services_close(&p->services);
	if (p->model)
		scmi_model_free(p->model);
	if (p->signals.fd >= 0) {
		int fd = p->signals.fd;

		loop_watch_del(&p->loop, &p->signals);
		close(fd);
	}
	loop_exit(&p->loop);
}

/* From here on it can do no more than it needs to. */
static int confine(const struct options *options)
{
	int err = 0;

	if (options->user)
		err = privileges_drop(options->user);
	if (!err && options->seccomp)
		err = sandbox_enter(options->client);
	return err;
}

static int serve(struct platform *p, struct options *options)
{
	int status = services_plan(&p->services, p->model, options);

	if (status)
		return status;
	if (start_process(p) ||
	    services_open(&p->services, &p->loop, p->model, options) ||
	    start_control(p, options) || confine(options))
		return EXIT_FAILURE;

	systemd_notify("READY=1");
	loop_run(&p->loop);
	systemd_notify("STOPPING=1");
	services_report(&p->services);
	fault_report(&options->faults);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct platform p = {
		.loop = { .epoll_fd = -1, .timer_fd = -1 },
		.signals = { .fd = -1 },
	};
	struct options options;
	int status;

	log_open();
	options_parse(&options, argc, argv);
	log_set_level(options.level);

	p.model = config_load(options.config, stderr);
	if (!p.model)
		status = EXIT_FAILURE;
	else if (options.check)
		status = EXIT_SUCCESS;
	else
		status = serve(&p, &options);

	stop(&p);
	options_free(&options);
	return status;
}
