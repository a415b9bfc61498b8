// SPDX-License-Identifier: GPL-2.0-only
/* Commands about notifications: subscribe to them, wait for them, see them. */
#include "client.h"

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/wait.h>

#define EVENT_ANY_SRC U32_MAX
#define WAIT_MS_MAX   60000

/* A subscription belongs to the SCMI device and goes with it. */
struct subscription {
	struct notifier_block nb;
	struct client *c;
	struct list_head node; /* in subscriptions, guarded by its lock */
	u8 evt;
	u32 src;
};

static LIST_HEAD(subscriptions);
static DEFINE_MUTEX(subscriptions_lock);

void client_events_init(struct client_events *events)
{
	spin_lock_init(&events->lock);
	init_waitqueue_head(&events->wait);
}

static void power_event(struct client_event *e, const void *report)
{
	const struct scmi_power_state_changed_report *r = report;

	e->agent = r->agent_id;
	e->src = r->domain_id;
	e->value[0] = r->power_state;
}

static void clock_event(struct client_event *e, const void *report)
{
	const struct scmi_clock_rate_notif_report *r = report;

	e->agent = r->agent_id;
	e->src = r->clock_id;
	e->value[0] = r->rate;
}

static void perf_limits_event(struct client_event *e, const void *report)
{
	const struct scmi_perf_limits_report *r = report;

	e->agent = r->agent_id;
	e->src = r->domain_id;
	e->value[0] = r->range_min;
	e->value[1] = r->range_max;
}

static void perf_level_event(struct client_event *e, const void *report)
{
	const struct scmi_perf_level_report *r = report;

	e->agent = r->agent_id;
	e->src = r->domain_id;
	e->value[0] = r->performance_level;
}

static void sensor_trip_event(struct client_event *e, const void *report)
{
	const struct scmi_sensor_trip_point_report *r = report;

	e->agent = r->agent_id;
	e->src = r->sensor_id;
	e->value[0] = r->trip_point_desc;
}

static void sensor_update_event(struct client_event *e, const void *report)
{
	const struct scmi_sensor_update_report *r = report;

	e->agent = r->agent_id;
	e->src = r->sensor_id;
	e->value[0] = r->readings[0].value;
	e->value[1] = r->readings_count;
}

static const struct {
	u8 proto;
	u8 evt;
	void (*parse)(struct client_event *e, const void *report);
} events_known[] = {
	{ SCMI_PROTOCOL_POWER, SCMI_EVENT_POWER_STATE_CHANGED, power_event },
	{ SCMI_PROTOCOL_CLOCK, SCMI_EVENT_CLOCK_RATE_CHANGED, clock_event },
	{ SCMI_PROTOCOL_CLOCK, SCMI_EVENT_CLOCK_RATE_CHANGE_REQUESTED,
	  clock_event },
	{ SCMI_PROTOCOL_PERF, SCMI_EVENT_PERFORMANCE_LIMITS_CHANGED,
	  perf_limits_event },
	{ SCMI_PROTOCOL_PERF, SCMI_EVENT_PERFORMANCE_LEVEL_CHANGED,
	  perf_level_event },
	{ SCMI_PROTOCOL_SENSOR, SCMI_EVENT_SENSOR_TRIP_POINT_EVENT,
	  sensor_trip_event },
	{ SCMI_PROTOCOL_SENSOR, SCMI_EVENT_SENSOR_UPDATE, sensor_update_event },
};

static void parse_event(struct client_event *e, u8 proto, const void *report)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(events_known); i++)
		if (events_known[i].proto == proto &&
		    events_known[i].evt == e->evt)
			events_known[i].parse(e, report);
}

static int on_event(struct notifier_block *nb, unsigned long evt, void *report)
{
	struct subscription *sub = container_of(nb, struct subscription, nb);
	struct client_events *events = &sub->c->events;
	struct client_event e = { .evt = evt };

	parse_event(&e, sub->c->sdev->protocol_id, report);
	spin_lock(&events->lock);
	events->kept[events->count++ % CLIENT_EVENTS_KEPT] = e;
	spin_unlock(&events->lock);
	wake_up_all(&events->wait);
	return NOTIFY_OK;
}

static void subscription_forget(void *data)
{
	struct subscription *sub = data;

	mutex_lock(&subscriptions_lock);
	list_del_init(&sub->node);
	mutex_unlock(&subscriptions_lock);
}

static struct subscription *subscription_new(struct client *c, u8 evt, u32 src)
{
	struct device *dev = &c->sdev->dev;
	struct subscription *sub;

	sub = devm_kzalloc(dev, sizeof(*sub), GFP_KERNEL);
	if (!sub)
		return NULL;
	INIT_LIST_HEAD(&sub->node);
	sub->nb.notifier_call = on_event;
	sub->c = c;
	sub->evt = evt;
	sub->src = src;
	if (devm_add_action_or_reset(dev, subscription_forget, sub))
		return NULL;
	return sub;
}

static void subscription_free(struct subscription *sub)
{
	struct device *dev = &sub->c->sdev->dev;

	devm_release_action(dev, subscription_forget, sub);
	devm_kfree(dev, sub);
}

static int subscribe(struct client *c, u8 evt, u32 src)
{
	struct scmi_device *sdev = c->sdev;
	const struct scmi_notify_ops *ops = sdev->handle->notify_ops;
	bool any = src == EVENT_ANY_SRC;
	struct subscription *sub;
	int ret;

	if (!ops)
		return -EOPNOTSUPP;
	sub = subscription_new(c, evt, src);
	if (!sub)
		return -ENOMEM;
	ret = ops->devm_event_notifier_register(sdev, sdev->protocol_id, evt,
						any ? NULL : &src, &sub->nb);
	if (ret) {
		subscription_free(sub);
		return ret;
	}
	mutex_lock(&subscriptions_lock);
	list_add(&sub->node, &subscriptions);
	mutex_unlock(&subscriptions_lock);
	return 0;
}

/* Taken off the list, so that no one else ends it as well. */
static struct subscription *subscription_take(struct client *c, u8 evt, u32 src)
{
	struct subscription *sub;

	guard(mutex)(&subscriptions_lock);
	list_for_each_entry(sub, &subscriptions, node)
		if (sub->c == c && sub->evt == evt && sub->src == src) {
			list_del_init(&sub->node);
			return sub;
		}
	return NULL;
}

static int unsubscribe(struct client *c, u8 evt, u32 src)
{
	struct scmi_device *sdev = c->sdev;
	const struct scmi_notify_ops *ops = sdev->handle->notify_ops;
	struct subscription *sub = subscription_take(c, evt, src);
	int ret;

	if (!sub)
		return -ENOENT;
	ret = ops->devm_event_notifier_unregister(sdev, &sub->nb);
	subscription_free(sub);
	return ret;
}

static int event_client(struct client_call *call, struct client **c)
{
	u8 proto = client_proto_by_name(call->word);

	if (!proto)
		return -EINVAL;
	*c = client_get(proto, call->device);
	return *c ? 0 : -ENODEV;
}

static int event_notify(struct client_call *call)
{
	struct client *c;
	int ret;

	if (call->arg[1] > U8_MAX)
		return -EINVAL;
	ret = event_client(call, &c);
	if (ret)
		return ret;
	if (call->arg[3])
		ret = unsubscribe(c, call->arg[1], call->arg[2]);
	else
		ret = subscribe(c, call->arg[1], call->arg[2]);
	client_put(c);
	return ret;
}

static void print_event(struct seq_buf *out, const struct client_event *e)
{
	seq_buf_printf(out, " evt=%u agent=%u src=%u value=%lld,%lld", e->evt,
		       e->agent, e->src, e->value[0], e->value[1]);
}

/* Reading the notifications clears them; the last ones are shown. */
static void print_events(struct client_events *events, struct seq_buf *out)
{
	u64 i;

	spin_lock(&events->lock);
	i = events->count - min_t(u64, events->count, CLIENT_EVENTS_KEPT);
	seq_buf_printf(out, " count=%llu", events->count);
	for (; i < events->count; i++)
		print_event(out, &events->kept[i % CLIENT_EVENTS_KEPT]);
	events->count = 0;
	spin_unlock(&events->lock);
}

static bool events_enough(struct client *c, u64 n)
{
	return READ_ONCE(c->events.count) >= n || client_is_dead(c);
}

/* Jiffies left when enough came, 0 when the time is over, or a negative errno */
static long events_wait(struct client *c, u64 n, unsigned int ms)
{
	unsigned long time = msecs_to_jiffies(ms);

	return wait_event_interruptible_timeout(c->events.wait,
						events_enough(c, n), time);
}

/* Shows what has come, also when that is less than was waited for. */
static int event_events(struct client_call *call)
{
	struct client *c;
	long left = 1;
	int ret;

	if (call->arg[2] > WAIT_MS_MAX)
		return -EINVAL;
	ret = event_client(call, &c);
	if (ret)
		return ret;
	if (call->arg[1])
		left = events_wait(c, call->arg[1], call->arg[2]);
	if (left < 0)
		ret = left;
	else
		print_events(&c->events, call->out);
	client_put(c);
	return ret;
}

const struct client_cmd client_event_cmds[] = {
	{ "notify", "wnnO", "PROTOCOL EVENT SOURCE|4294967295 [off]",
	  event_notify },
	{ "events", "wnn", "PROTOCOL COUNT TIMEOUT-MS", event_events },
	{}
};
