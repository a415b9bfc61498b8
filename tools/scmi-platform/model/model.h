/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The platform's resources: what exists and in which state it is. Identifiers
 * are indexes into the arrays, dense, in the order of the configuration file.
 * What one agent asked for is not here but in its struct scmi_agent; all that is
 * known of agents is how they are configured and which ones are connected.
 */
#ifndef SCMI_PLATFORM_MODEL_H
#define SCMI_PLATFORM_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a resource's name, the final NUL included (SCMI extended names). */
#define MODEL_NAME_SIZE 64
/* Bytes of a vendor's name, the final NUL included (SCMI short names). */
#define MODEL_VENDOR_SIZE 16

/* Resources of one kind. */
#define MODEL_RESOURCES_MAX 512
/* Rates, levels or intervals of one resource; Linux takes up to 32 levels. */
#define MODEL_RATES_MAX	      4095
#define MODEL_LEVELS_MAX      32
#define MODEL_VOLTAGES_MAX    4095
#define MODEL_INTERVALS_MAX   64
#define MODEL_PARENTS_MAX     255
#define MODEL_TRIP_POINTS_MAX 16
#define MODEL_REQUESTS_MAX    16
/*
 * Axes of one sensor: as many readings as a delayed response and a
 * notification hold in messages of the usual 128 bytes of payload.
 */
#define MODEL_AXES_MAX	 7
#define MODEL_AGENTS_MAX 64
/* Reset states of one domain that its implementation defines: 31 bits. */
#define MODEL_RESET_STATES_MAX 0x80000000

/* How long a reset takes when nobody knows (DEN0056, 4.8.2.5). */
#define MODEL_LATENCY_UNKNOWN 0xffffffffu

/* Power states that POWER_STATE_SET knows (DEN0056, 4.3.2.6). */
#define MODEL_POWER_ON	0x00000000u
#define MODEL_POWER_OFF 0x40000000u

/* States that SYSTEM_POWER_STATE_SET knows (DEN0056, 4.4.2.5). */
enum model_system_state {
	MODEL_SYSTEM_SHUTDOWN,
	MODEL_SYSTEM_COLD_RESET,
	MODEL_SYSTEM_WARM_RESET,
	MODEL_SYSTEM_POWER_UP,
	MODEL_SYSTEM_SUSPEND,
	MODEL_SYSTEM_STATES
};

#define MODEL_NS_PER_US 1000ull
#define MODEL_NS_PER_MS 1000000ull

/* Types of a clock's extended configurations (DEN0056, 4.6.2.9). */
#define MODEL_DUTY_CYCLE 1
#define MODEL_PHASE	 2

struct model_agent;
struct model_device;
struct scmi_agent;

/* The integers min, min + step ... and max; step is not 0. */
struct model_range {
	int64_t min, max, step;
};

/* Something that is a number: a clock's duty cycle, a pin's drive strength. */
struct model_setting {
	uint32_t type; /* as messages have it */
	uint32_t value, max;
	bool allow_set;
};

struct model_clock {
	char name[MODEL_NAME_SIZE];
	uint64_t rate; /* Hz */
	uint64_t rate_sets; /* that were accepted; only the last one counts */
	uint64_t *rates; /* Hz, ascending; NULL when a range is given */
	size_t n_rates;
	uint64_t min, max, step; /* Hz, the range; step is not 0 */
	uint32_t *parents; /* clocks it can be fed by */
	size_t n_parents;
	uint32_t parent;
	struct model_setting *extended; /* by ascending type */
	size_t n_extended;
	uint32_t enable_latency_us; /* 0: not reported */
	uint64_t async_latency_ns; /* until an asynchronous rate set is done */
	bool enabled; /* when no agent has voted */
	bool allow_state, allow_rate, allow_parent;
};

struct model_power {
	char name[MODEL_NAME_SIZE];
	uint32_t state; /* when no agent has voted: MODEL_POWER_... */
	uint64_t async_latency_ns;
	bool allow_set;
};

struct model_level {
	uint32_t perf; /* abstract, ascending */
	uint32_t power; /* in the model's unit */
	uint32_t freq_khz;
	uint16_t latency_us;
};

struct model_perf {
	char name[MODEL_NAME_SIZE];
	struct model_level *levels;
	size_t n_levels;
	size_t level; /* the current one, an index */
	size_t default_level; /* while no agent asks for one, an index */
	uint32_t sustained_freq_khz;
	uint32_t sustained_level;
	uint32_t rate_limit_us;
	bool allow_level, allow_limits;
	bool level_indexing;
};

enum model_shape {
	MODEL_CONSTANT,
	MODEL_SINE, /* base +- amplitude */
	MODEL_RAMP, /* base up to base + amplitude and down again */
	MODEL_SAWTOOTH, /* base up to base + amplitude, then at once base */
};

/* A value as a function of time. */
struct model_wave {
	enum model_shape shape;
	int64_t base, amplitude;
	uint64_t period_ns; /* not 0 unless constant */
};

/* What one axis, or the only value of a scalar sensor, measures. */
struct model_axis {
	char name[MODEL_NAME_SIZE];
	uint8_t type; /* DEN0056, 4.7.2.5, sensor type */
	int8_t scale; /* power of ten, -16 .. 15 */
	struct model_wave wave;
	bool has_range;
	int64_t min, max;
	uint32_t resolution; /* 27 bits */
	int8_t resolution_exp; /* power of ten, -16 .. 15 */
};

struct model_sensor {
	char name[MODEL_NAME_SIZE];
	struct model_axis axes[MODEL_AXES_MAX]; /* [0] for a scalar sensor */
	size_t n_axes; /* 0 for a scalar sensor */
	uint32_t power_uw;
	uint64_t async_latency_ns;
	uint32_t *intervals_us; /* a list, or min, max and step */
	size_t n_intervals;
	bool segmented; /* intervals_us is such a triplet */
	uint32_t interval_us; /* the one in use at first */
	uint8_t trip_points;
	bool sync_read, async_read;
	bool continuous; /* continuous update notifications */
	bool timestamps;
	bool enabled; /* at first */
};

struct model_reset {
	char name[MODEL_NAME_SIZE];
	bool asserted; /* when no agent has voted */
	uint32_t latency_us; /* or MODEL_LATENCY_UNKNOWN */
	bool async; /* it can be reset asynchronously, too */
	uint64_t async_latency_ns;
	uint32_t implementation_states; /* beside the architectural ones */
	bool allow_reset;
};

struct model_voltage {
	char name[MODEL_NAME_SIZE];
	int32_t *levels; /* uV, ascending; NULL when a range is given */
	size_t n_levels;
	struct model_range range; /* uV */
	int32_t level; /* while no agent has set one */
	uint64_t async_latency_ns; /* until an asynchronous level set is done */
	bool enabled; /* when no agent has voted */
	bool allow_state, allow_level;
};

/* No function is selected for a pin (DEN0056, 4.11.2.7). */
#define MODEL_NO_FUNCTION UINT32_MAX

struct model_pin {
	char name[MODEL_NAME_SIZE];
	struct model_setting *settings; /* by ascending type */
	size_t n_settings;
	uint32_t function; /* or MODEL_NO_FUNCTION */
};

struct model_pin_group {
	char name[MODEL_NAME_SIZE];
	uint32_t *pins;
	size_t n_pins;
};

/* What groups can be selected for, or else single pins. */
struct model_pin_function {
	char name[MODEL_NAME_SIZE];
	uint32_t *members; /* groups, or pins */
	size_t n_members;
	bool pin_only;
	bool gpio;
};

/* For a graceful transition, by the platform. */
struct model_request {
	uint64_t after_ns; /* since an agent subscribed; not descending */
	uint32_t state;
};

/* What an agent may do to its system. */
struct model_system {
	bool offered;
	uint32_t allowed; /* the states that agents may set, a bit each */
	uint32_t graceful_timeout_ms; /* 0: none */
	struct model_request *requests; /* all are made */
	size_t n_requests;
};

enum model_power_unit {
	MODEL_UNIT_ABSTRACT,
	MODEL_UNIT_MW,
	MODEL_UNIT_UW,
};

#define MODEL_NO_PARENT UINT32_MAX

/* Power is in the model's unit. */
struct model_powercap {
	char name[MODEL_NAME_SIZE];
	struct model_range caps; /* that agents may set; none when it is one */
	uint32_t cap; /* the platform's own; 0: none */
	struct model_range intervals_us; /* of averaging; likewise */
	uint32_t interval_us; /* while no agent has set one */
	bool measured;
	struct model_wave power; /* what it draws as long as no cap is lower */
	uint32_t sustainable_power;
	uint32_t accuracy; /* of measurements, hundredths of a percent */
	uint32_t parent; /* what it is a part of; no circles */
	uint64_t async_latency_ns; /* until an asynchronous cap set is done */
};

struct scmi_model {
	char vendor[MODEL_VENDOR_SIZE];
	char subvendor[MODEL_VENDOR_SIZE];
	uint32_t implementation;
	enum model_power_unit power_unit;

	struct model_clock *clocks;
	size_t n_clocks;
	struct model_power *power;
	size_t n_power;
	struct model_perf *perf;
	size_t n_perf;
	struct model_sensor *sensors;
	size_t n_sensors;
	struct model_reset *resets;
	size_t n_resets;
	struct model_voltage *voltages;
	size_t n_voltages;
	struct model_powercap *powercaps;
	size_t n_powercaps;
	struct model_pin *pins;
	size_t n_pins;
	struct model_pin_group *pin_groups;
	size_t n_pin_groups;
	struct model_pin_function *pin_functions;
	size_t n_pin_functions;
	struct model_system system;

	struct model_agent *configured; /* see grant.h; NULL: as many as come */
	size_t n_configured;
	struct model_device *devices; /* see grant.h */
	size_t n_devices;

	/* Who is connected; an agent's identifier is its index plus one. */
	struct scmi_agent *agents[MODEL_AGENTS_MAX];
	uint64_t now; /* the last time that was given for one of them */
};

/**
 * model_wave_at - a value at a time
 * @wave: the value
 * @now: the time, ns
 *
 * Return: the value; the same one for the same time, always.
 */
int64_t model_wave_at(const struct model_wave *wave, uint64_t now);

/**
 * model_wave_average - a value's average over the time before
 * @wave: the value
 * @now: the end of that time, ns
 * @interval: how long it is, ns
 * @limit: what the value is cut to where it is greater
 *
 * Return: the average, of a few points.
 */
int64_t model_wave_average(const struct model_wave *wave, uint64_t now,
			   uint64_t interval, int64_t limit);

/**
 * model_setting_find - find a setting by its type
 * @settings: the settings
 * @n: how many
 * @type: the type
 *
 * Return: the setting; NULL when there is none of this type.
 */
struct model_setting *model_setting_find(struct model_setting *settings,
					 size_t n, uint32_t type);

enum model_round {
	MODEL_ROUND_DOWN,
	MODEL_ROUND_UP,
	MODEL_ROUND_NEAREST,
};

/**
 * model_clock_round - the rate that a clock can make of a wanted one
 * @clock: the clock
 * @wanted: the wanted rate, Hz
 * @round: which way to go from there
 * @rate: filled, Hz
 *
 * Return: false when the clock has no rate in that direction.
 */
bool model_clock_round(const struct model_clock *clock, uint64_t wanted,
		       enum model_round round, uint64_t *rate);

/**
 * model_interval_round - the update interval that a sensor can make
 * @sensor: the sensor; must have update intervals
 * @wanted_us: the wanted interval, us
 * @round: which way to go from there
 * @interval_us: filled, us
 *
 * Return: false when the sensor has no interval in that direction.
 */
bool model_interval_round(const struct model_sensor *sensor, uint64_t wanted_us,
			  enum model_round round, uint32_t *interval_us);

/* Return: how configurations and people write a state of the system. */
const char *model_system_word(enum model_system_state state);

/**
 * model_system_state - find a state of the system by its word
 * @word: the word
 * @state: filled
 *
 * Return: false when there is no such state.
 */
bool model_system_state(const char *word, enum model_system_state *state);

/* Return: whether @value is one of the range's. */
bool model_range_has(const struct model_range *range, int64_t value);

/* Return: whether a domain can be set to @level, uV. */
bool model_voltage_has(const struct model_voltage *domain, int32_t level);

#endif /* SCMI_PLATFORM_MODEL_H */
