// SPDX-License-Identifier: GPL-2.0-only
/*
 * scmi-platform: an SCMI platform for virtual machines, served by
 * vhost-user. Ties the back end, the device and the model together.
 */
#include "control.h"
#include "control_cmd.h"
#include "fault.h"
#include "glue.h"
#include "guest_mem.h"
#include "log.h"
#include "loop.h"
#include "model/config.h"
#include "options.h"
#include "privileges.h"
#include "sandbox.h"
#include "scmi/scmi.h"
#include "systemd.h"
#include "vhost_user.h"

#include <errno.h>
#include <inttypes.h>
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
 * @agent: the one front end's view of them
 * @glue: the virtio device
 * @vu: its back end
 * @service: the three of them, for @control
 * @controlled: likewise, the whole
 * @control: the control socket; NULL without one
 */
struct platform {
	struct loop loop;
	struct loop_watch signals;
	struct scmi_model *model;
	struct scmi_agent *agent;
	struct glue *glue;
	struct vhost_user *vu;
	struct control_service service;
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

static int start_service(struct platform *p, struct options *options)
{
	struct vhost_user_config config = {
		.loop = &p->loop,
		.path = options->socket,
		.features = glue_features(options->p2a),
		.queue_names = { "cmdq", "eventq" },
		.ops = &glue_ops,
	};

	p->agent = scmi_agent_open(p->model);
	if (!p->agent) {
		log_error("cannot make an agent: %s", strerror(errno));
		return -errno;
	}
	p->glue = glue_open(&p->loop, p->agent, &options->faults);
	if (!p->glue) {
		log_error("out of memory");
		return -ENOMEM;
	}
	config.ctx = p->glue;
	p->vu = vhost_user_open(&config);
	return p->vu ? 0 : -EIO;
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
	p->service = (struct control_service){
		.socket = options->socket,
		.agent = p->agent,
		.glue = p->glue,
	};
	p->controlled = (struct control_platform){
		.model = p->model,
		.faults = &options->faults,
		.services = &p->service,
		.n_services = 1,
	};
	p->control = control_open(&config);
	return p->control ? 0 : -EIO;
}

static void report(const struct glue_stats *s)
{
	log_info("commands: %" PRIu64 " answered, %" PRIu64 " unusable",
		 s->commands, s->empty);
	log_info("events: %" PRIu64 " delayed responses, %" PRIu64
		 " notifications, %" PRIu64 " dropped",
		 s->delayed, s->notifications, s->dropped);
}

static void stop(struct platform *p)
{
	control_close(p->control);
	vhost_user_close(p->vu);
	glue_close(p->glue);
	if (p->agent)
		scmi_agent_close(p->agent);
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
		err = sandbox_enter();
	return err;
}

static int serve(struct platform *p, struct options *options)
{
	int err = start_process(p);

	if (!err)
		err = start_service(p, options);
	if (!err)
		err = start_control(p, options);
	if (!err)
		err = confine(options);
	if (err)
		return EXIT_FAILURE;

	log_info("listening on %s", options->socket);
	systemd_notify("READY=1");
	loop_run(&p->loop);
	systemd_notify("STOPPING=1");
	report(glue_stats(p->glue));
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
