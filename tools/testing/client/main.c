// SPDX-License-Identifier: GPL-2.0-only
/*
 * The SCMI driver: binding and unbinding of clients, and who may use them.
 */
#include "client.h"

#include <linux/module.h>

static LIST_HEAD(clients);
static DEFINE_SPINLOCK(clients_lock);

static const struct {
	const char *name;
	u8 proto;
} protocols[] = {
	{ "power", SCMI_PROTOCOL_POWER },
	{ "perf", SCMI_PROTOCOL_PERF },
	{ "clock", SCMI_PROTOCOL_CLOCK },
	{ "sensor", SCMI_PROTOCOL_SENSOR },
};

u8 client_proto_by_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(protocols); i++)
		if (!strcmp(protocols[i].name, name))
			return protocols[i].proto;
	return 0;
}

static const char *device_name(const struct client *c)
{
	return dev_name(c->sdev->handle->dev);
}

static struct client *find(u8 proto, const char *device)
{
	struct client *c;

	lockdep_assert_held(&clients_lock);
	list_for_each_entry(c, &clients, node)
		if ((!proto || c->sdev->protocol_id == proto) &&
		    (!device || !strcmp(device_name(c), device)))
			return c;
	return NULL;
}

struct client *client_get(u8 proto, const char *device)
{
	struct client *c;

	spin_lock(&clients_lock);
	c = find(proto, device);
	if (c)
		refcount_inc(&c->users);
	spin_unlock(&clients_lock);
	return c;
}

void client_put(struct client *c)
{
	if (refcount_dec_and_test(&c->users))
		complete(&c->idle);
}

bool client_is_dead(const struct client *c)
{
	return READ_ONCE(c->dead);
}

void client_list_all(struct seq_buf *out)
{
	struct client *c;

	spin_lock(&clients_lock);
	list_for_each_entry(c, &clients, node)
		seq_buf_printf(out, " %s:0x%02x", device_name(c),
			       c->sdev->protocol_id);
	spin_unlock(&clients_lock);
}

static int client_probe(struct scmi_device *sdev)
{
	const struct scmi_handle *handle = sdev->handle;
	struct scmi_protocol_handle *ph;
	struct client *c;

	c = devm_kzalloc(&sdev->dev, sizeof(*c), GFP_KERNEL);
	if (!c)
		return -ENOMEM;
	c->ops = handle->devm_protocol_get(sdev, sdev->protocol_id, &ph);
	if (IS_ERR(c->ops))
		return PTR_ERR(c->ops);
	c->ph = ph;
	c->sdev = sdev;
	refcount_set(&c->users, 1); /* dropped in client_remove() */
	init_completion(&c->idle);
	client_events_init(&c->events);
	dev_set_drvdata(&sdev->dev, c);

	spin_lock(&clients_lock);
	list_add_tail(&c->node, &clients);
	spin_unlock(&clients_lock);
	return 0;
}

/*
 * 1. Nobody finds the client any more, and whoever loops over it ends.
 * 2. All calls are over; devres may free it and drop its subscriptions.
 */
static void client_remove(struct scmi_device *sdev)
{
	struct client *c = dev_get_drvdata(&sdev->dev);

	spin_lock(&clients_lock);
	list_del(&c->node);
	WRITE_ONCE(c->dead, true);
	spin_unlock(&clients_lock);
	wake_up_all(&c->events.wait);

	client_put(c);
	wait_for_completion(&c->idle);
}

static const struct scmi_device_id client_ids[] = {
	{ SCMI_PROTOCOL_POWER, "scmi-client-power" },
	{ SCMI_PROTOCOL_PERF, "scmi-client-perf" },
	{ SCMI_PROTOCOL_CLOCK, "scmi-client-clock" },
	{ SCMI_PROTOCOL_SENSOR, "scmi-client-sensor" },
	{}
};

static struct scmi_driver client_driver = {
	.name = "scmi-client",
	.probe = client_probe,
	.remove = client_remove,
	.id_table = client_ids,
};

static int __init client_init(void)
{
	int ret = scmi_register(&client_driver);

	if (!ret)
		client_cmd_init();
	return ret;
}

static void __exit client_exit(void)
{
	client_cmd_exit();
	scmi_unregister(&client_driver);
}

module_init(client_init);
module_exit(client_exit);

MODULE_DESCRIPTION("Line interface to the kernel's SCMI API, for tests");
MODULE_LICENSE("GPL");
