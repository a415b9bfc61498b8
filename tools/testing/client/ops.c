// SPDX-License-Identifier: GPL-2.0-only
#include "ops.h"

#define RATE_OPS   (BIT(OP_RATE_GET) | BIT(OP_RATE_SET))
#define STATE_OPS  (BIT(OP_STATE_GET) | BIT(OP_STATE_POLL))
#define LEVEL_OPS  (BIT(OP_LEVEL_GET) | BIT(OP_LEVEL_POLL))
#define CLOCK_OPS  (RATE_OPS | STATE_OPS)
#define PERF_OPS   (LEVEL_OPS | BIT(OP_LIMITS))
#define POWER_OPS  BIT(OP_POWER_GET)
#define SENSOR_OPS BIT(OP_SENSOR)

/* The generic states "on" and "off, context lost" (DEN0056, POWER_STATE_SET) */
#define POWER_ON  0
#define POWER_OFF BIT(30)

/* A wrong answer says by itself what it is. */
static int wrong(const char *what, u32 id, u64 got, u64 expected)
{
	pr_warn_ratelimited("%s of %u is %#llx, expected %#llx\n", what, id,
			    got, expected);
	return OP_WRONG;
}

/* The two rates that the owner of a clock sets in turn. */
static void learn_range(struct client *c, u32 id, struct target_clock *k)
{
	const struct scmi_clock_info *info = c->clk->info_get(c->ph, id);
	struct client_rates r;

	if (!info || info->rate_ctrl_forbidden ||
	    client_rates_get(c->clk, c->ph, id, &r) || r.count < 2)
		return;
	k->low = r.rates[0];
	k->high = r.rates[r.discrete ? r.count - 1 : 1];
	if (!r.discrete && r.rates[2])
		k->high -= (k->high - k->low) % r.rates[2];
	k->settable = k->low && k->low != k->high;
}

static int learn_clock(struct targets *t, u32 id)
{
	struct target_clock *k = &t->clocks[id];
	struct client *c = t->clock;
	int ret = 0;

	if (t->ops & RATE_OPS)
		ret = c->clk->rate_get(c->ph, id, &k->rate);
	k->low = k->rate;
	k->high = k->rate;
	if (!ret && (t->ops & BIT(OP_RATE_SET)))
		learn_range(c, id, k);
	if (!ret && (t->ops & STATE_OPS))
		ret = c->clk->state_get(c->ph, id, &k->on, false);
	return ret;
}

static int learn_clocks(struct targets *t)
{
	struct client *c = t->clock;
	u32 id;
	int ret;

	t->n_clocks = clamp(c->clk->count_get(c->ph), 0, TARGETS_MAX);
	for (id = 0; id < t->n_clocks; id++) {
		ret = learn_clock(t, id);
		if (ret)
			return ret;
	}
	return 0;
}

static int learn_perf(struct targets *t)
{
	struct client *c = t->perf;
	u32 id;
	int ret;

	t->n_levels = clamp(c->perf->num_domains_get(c->ph), 0, TARGETS_MAX);
	for (id = 0; id < t->n_levels && (t->ops & LEVEL_OPS); id++) {
		ret = c->perf->level_get(c->ph, id, &t->levels[id], false);
		if (ret)
			return ret;
	}
	return 0;
}

static int learn_power(struct targets *t)
{
	struct client *c = t->power;
	u32 id;
	int ret;

	t->n_states = clamp(c->power->num_domains_get(c->ph), 0, TARGETS_MAX);
	for (id = 0; id < t->n_states; id++) {
		ret = c->power->state_get(c->ph, id, &t->states[id]);
		if (ret)
			return ret;
	}
	return 0;
}

static int learn_sensors(struct targets *t)
{
	const struct scmi_sensor_info *info;
	struct client *c = t->sensor;
	int id, n = c->sensor->count_get(c->ph);

	for (id = 0; id < n; id++) {
		info = c->sensor->info_get(c->ph, id);
		if (info && info->async && t->n_sensors < TARGETS_MAX)
			t->sensors[t->n_sensors++] = id;
	}
	return 0;
}

/* Without anything to talk to, the operations on it are left out. */
static int target_get(struct targets *t, struct client **c, u8 proto,
		      unsigned int ops, const char *device,
		      int (*learn)(struct targets *t), const u32 *n)
{
	int ret;

	if (!(t->ops & ops))
		return 0;
	*c = client_get(proto, device);
	ret = *c ? learn(t) : 0;
	if (!*n)
		t->ops &= ~ops;
	return ret;
}

int targets_get(struct targets *t, unsigned int ops, const char *device)
{
	int ret;

	t->ops = ops;
	ret = target_get(t, &t->clock, SCMI_PROTOCOL_CLOCK, CLOCK_OPS, device,
			 learn_clocks, &t->n_clocks);
	if (!ret)
		ret = target_get(t, &t->perf, SCMI_PROTOCOL_PERF, PERF_OPS,
				 device, learn_perf, &t->n_levels);
	if (!ret)
		ret = target_get(t, &t->power, SCMI_PROTOCOL_POWER, POWER_OPS,
				 device, learn_power, &t->n_states);
	if (!ret)
		ret = target_get(t, &t->sensor, SCMI_PROTOCOL_SENSOR,
				 SENSOR_OPS, device, learn_sensors,
				 &t->n_sensors);
	if (!ret && !t->ops)
		ret = -ENODEV;
	return ret;
}

static void restore_clocks(struct targets *t)
{
	struct client *c = t->clock;
	u32 id;

	for (id = 0; id < t->n_clocks && !client_is_dead(c); id++)
		if (t->clocks[id].settable)
			c->clk->rate_set(c->ph, id, t->clocks[id].rate);
}

void targets_put(struct targets *t)
{
	struct client *all[] = { t->clock, t->perf, t->power, t->sensor };
	unsigned int i;

	if (t->clock && (t->ops & BIT(OP_RATE_SET)))
		restore_clocks(t);
	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i])
			client_put(all[i]);
}

bool targets_dead(const struct targets *t)
{
	return (t->clock && client_is_dead(t->clock)) ||
	       (t->perf && client_is_dead(t->perf)) ||
	       (t->power && client_is_dead(t->power)) ||
	       (t->sensor && client_is_dead(t->sensor));
}

static u32 pick(struct op_state *s, u32 n)
{
	return prandom_u32_state(&s->rnd) % n;
}

/* Its owner may be setting it: then it is one of two rates. */
static int op_rate_get(struct op_state *s)
{
	u32 id = pick(s, s->t->n_clocks);
	const struct target_clock *k = &s->t->clocks[id];
	struct client *c = s->t->clock;
	u64 rate;
	int ret;

	ret = c->clk->rate_get(c->ph, id, &rate);
	if (ret)
		return ret;
	if (rate == k->rate || rate == k->low || rate == k->high)
		return 0;
	return wrong("rate", id, rate, k->rate);
}

static int op_state(struct op_state *s, bool poll)
{
	u32 id = pick(s, s->t->n_clocks);
	struct client *c = s->t->clock;
	unsigned long flags;
	bool on;
	int ret;

	if (poll) {
		spin_lock_irqsave(&s->lock, flags);
		ret = c->clk->state_get(c->ph, id, &on, true);
		spin_unlock_irqrestore(&s->lock, flags);
	} else {
		ret = c->clk->state_get(c->ph, id, &on, false);
	}
	if (!ret && on != s->t->clocks[id].on)
		ret = wrong("state", id, on, s->t->clocks[id].on);
	return ret;
}

static int op_level(struct op_state *s, bool poll)
{
	u32 id = pick(s, s->t->n_levels), level;
	struct client *c = s->t->perf;
	unsigned long flags;
	int ret;

	if (poll) {
		spin_lock_irqsave(&s->lock, flags);
		ret = c->perf->level_get(c->ph, id, &level, true);
		spin_unlock_irqrestore(&s->lock, flags);
	} else {
		ret = c->perf->level_get(c->ph, id, &level, false);
	}
	if (!ret && level != s->t->levels[id])
		ret = wrong("level", id, level, s->t->levels[id]);
	return ret;
}

static int op_power(struct op_state *s)
{
	u32 id = pick(s, s->t->n_states), state;
	struct client *c = s->t->power;
	int ret;

	ret = c->power->state_get(c->ph, id, &state);
	/*
	 * The kernel switches off what nobody uses, when it sees fit; and with
	 * a reset of its device an agent's votes are gone.
	 */
	if (!ret && state != s->t->states[id] && state != POWER_OFF &&
	    state != POWER_ON)
		ret = wrong("power state", id, state, s->t->states[id]);
	return ret;
}

static bool owns_clock(const struct op_state *s)
{
	return s->own < s->t->n_clocks && s->t->clocks[s->own].settable;
}

/* Sets the own clock, the next time reads it back. */
static int op_rate_set(struct op_state *s)
{
	const struct target_clock *k = &s->t->clocks[s->own];
	struct client *c = s->t->clock;
	u64 rate, expected = s->expected;
	int ret;

	if (!owns_clock(s))
		return op_rate_get(s);
	if (!expected) {
		rate = prandom_u32_state(&s->rnd) & 1 ? k->low : k->high;
		ret = c->clk->rate_set(c->ph, s->own, rate);
		s->expected = ret ? 0 : rate;
		return ret;
	}
	s->expected = 0;
	ret = c->clk->rate_get(c->ph, s->own, &rate);
	if (!ret && rate != expected)
		ret = wrong("rate", s->own, rate, expected);
	return ret;
}

static int op_sensor(struct op_state *s)
{
	u32 id = s->t->sensors[pick(s, s->t->n_sensors)];
	struct client *c = s->t->sensor;
	u64 value;

	return c->sensor->reading_get(c->ph, id, &value);
}

static int op_limits(struct op_state *s)
{
	u32 id = pick(s, s->t->n_levels), max, min;
	struct client *c = s->t->perf;

	return c->perf->limits_get(c->ph, id, &max, &min);
}

int op_run(struct op_state *s, enum load_op op)
{
	switch (op) {
	case OP_RATE_GET:
		return op_rate_get(s);
	case OP_STATE_GET:
	case OP_STATE_POLL:
		return op_state(s, op == OP_STATE_POLL);
	case OP_LEVEL_GET:
	case OP_LEVEL_POLL:
		return op_level(s, op == OP_LEVEL_POLL);
	case OP_POWER_GET:
		return op_power(s);
	case OP_RATE_SET:
		return op_rate_set(s);
	case OP_SENSOR:
		return op_sensor(s);
	case OP_LIMITS:
		return op_limits(s);
	default:
		return -EINVAL;
	}
}
