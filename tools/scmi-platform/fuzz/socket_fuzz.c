// SPDX-License-Identifier: GPL-2.0-only
/*
 * A front end that sends anything, with descriptors, in front of the whole
 * platform; and its guest. Afterwards one that does all as it should must be
 * served, and no descriptor may have stayed open.
 *
 * REQ: P-08
 *
 * An input is a sequence of steps: a byte that says which, then what it needs.
 */
#include "input.h"
#include "scmi/wire.h"
#include "tests/service/service.h"

#include <endian.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define NUM 16u

/* Bytes of the file that is cut off behind the platform's back. */
#define SPARE_SIZE 0x10000u

/* Payload of one message, and descriptors: one more than may come with any. */
#define BYTES_MAX 384u
#define SENT_MAX  (VU_MEM_TABLE_MAX + 1)

/* More than there are at any time */
#define DESCRIPTORS 128

/* The loop may not be kept busy for ever by what is sent once. */
#define TURNS_MAX 100000u

enum {
	FD_SPARE,
	FD_EVENT,
	FD_PIPE_READ,
	FD_PIPE_WRITE,
	FD_SOCKET,
	FD_NULL,
	FD_GUEST,
	FD_KICK,
	FD_CALL,
	FDS
};

static struct service service;
static struct guest guest;
static struct front_end fe;
static int fds[FDS];

static void stop(void)
{
	service_close(&service);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	int pair[2];

	(void)argc;
	(void)argv;
	service_open(&service, 1);
	/* Its socket is not to stay. */
	atexit(stop);
	guest_init(&guest, NUM);
	fds[FD_SPARE] = memfd_create("spare", MFD_CLOEXEC);
	fds[FD_EVENT] = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
	fuzz_expect(!pipe2(&fds[FD_PIPE_READ], O_CLOEXEC));
	fuzz_expect(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	fds[FD_SOCKET] = pair[0];
	fds[FD_NULL] = open("/dev/null", O_RDWR | O_CLOEXEC);
	fds[FD_GUEST] = guest.memfd;
	fds[FD_KICK] = guest.rings[0].kick;
	fds[FD_CALL] = guest.rings[0].call;
	fuzz_expect(fds[FD_NULL] >= 0);
	return 0;
}

static void turn(void)
{
	unsigned int i = 0;

	while (loop_step(&service.loop, 0))
		fuzz_expect(i++ < TURNS_MAX);
}

static void read_answers(void)
{
	char buf[BYTES_MAX];

	while (recv(fe.sock, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		;
}

/* Eight bytes of payload */
static uint64_t word(struct input *in)
{
	switch (input_below(in, 6)) {
	case 0:
		return input_u64(in);
	case 1:
		return input_uva(in);
	case 2:
		return input_gpa(in);
	case 3:
		/* A ring and a number */
		return input_below(in, 3) | (uint64_t)input_len(in) << 32;
	case 4:
		return BIT_ULL(input_below(in, 64)) |
		       BIT_ULL(input_below(in, 64));
	default:
		return input_u8(in);
	}
}

/*
 * Mostly a message that exists, of the size it says. One in eight says another
 * size, and may have other flags.
 */
static void send_message(struct input *in)
{
	uint8_t shape = input_u8(in);
	uint32_t request = input_below(in, VU_GET_STATUS + 2);
	unsigned int n_words = input_below(in, 8), n_fds = 0, i;
	uint64_t payload[1 + BYTES_MAX / 8];
	int sent[SENT_MAX];
	struct vu_hdr *hdr = (struct vu_hdr *)payload;

	*hdr = (struct vu_hdr){ request, VU_VERSION, n_words * 8 };
	if (shape & 8)
		hdr->flags |= VU_FLAG_NEED_REPLY;
	if (shape & 16)
		n_fds = 1 + input_below(in, shape & 32 ? SENT_MAX : 1);
	if (!(shape & 7)) {
		hdr->flags = input_u8(in);
		hdr->size = input_len(in);
	}
	for (i = 0; i < n_fds; i++)
		sent[i] = fds[input_below(in, FDS)];
	for (i = 0; i < n_words; i++) {
		uint64_t w = word(in);

		memcpy((char *)payload + sizeof(*hdr) + i * 8, &w, sizeof(w));
	}
	fe_send_part(&fe, payload, sizeof(*hdr) + n_words * 8, sent, n_fds);
}

static void send_bytes(struct input *in)
{
	uint8_t bytes[BYTES_MAX];
	size_t len = input_u8(in);

	input_bytes(in, bytes, len);
	fe_send_raw(&fe, bytes, len);
}

/* Memory in two regions: the second can be cut off. */
static void share_memory(void)
{
	struct vu_mem_table table = {
		.num = 2,
		.regions = {
			{ GUEST_GPA, GUEST_SIZE, GUEST_UVA, 0 },
			{ GUEST_GPA + GUEST_SIZE, SPARE_SIZE,
			  GUEST_UVA + GUEST_SIZE, 0 },
		},
	};
	const int files[] = { guest.memfd, fds[FD_SPARE] };

	fe_send(&fe, VU_SET_MEM_TABLE, 0, &table, 8 + 2 * 32, files, 2);
}

/*
 * All that a good front end sends. Answers would have to be waited for. Rings of
 * another layout than those before are new.
 */
static void send_start(struct input *in)
{
	uint64_t features = (FE_FEATURES ^ word(in)) & FE_PACKED;
	bool packed = features & ~FE_FEATURES;
	unsigned int i;

	if (guest.rings[0].packed != packed)
		guest_set_layout(&guest, packed);
	fe_send_u64(&fe, VU_SET_FEATURES, features);
	share_memory();
	for (i = 0; i < 2; i++) {
		fe_set_ring(&fe, i, guest_origin(&guest.rings[i]));
		fe_enable(&fe, i, true);
		guest_kick(&guest.rings[i]);
	}
}

/* The part for the device may be in the memory that can be cut off. */
static void make_available(struct input *in)
{
	uint8_t req[64];
	unsigned int ring = input_below(in, 2);
	uint16_t head = input_below(in, NUM / 2) * 2;
	size_t len = input_below(in, sizeof(req));
	struct guest_ring *r = &guest.rings[ring];
	unsigned int first = r->packed ? r->next_avail & ~GUEST_WRAP : head;
	/* Either layout begins with the address. */
	struct vring_desc *writable =
		&r->desc[(ring ? first : first + 1) % r->num];

	input_bytes(in, req, len);
	guest_add(&guest, ring, head, ring ? NULL : req, len, 128);
	if (input_u8(in) & 1)
		writable->addr = htole64(GUEST_GPA + GUEST_SIZE);
	guest_kick(r);
}

/* Where rings, buffers or what is behind them may be */
static void write_memory(struct input *in)
{
	uint8_t bytes[64];
	size_t len = input_below(in, sizeof(bytes));
	size_t at = input_u32(in) % (GUEST_SIZE - sizeof(bytes));

	input_bytes(in, bytes, len);
	memcpy(guest.mem + at, bytes, len);
}

static void connect_again(void)
{
	fe_disconnect(&fe);
	turn();
	fe_connect(&fe, service.agents[0].path);
}

enum step {
	MESSAGE,
	MESSAGE_AGAIN, /* most steps should be one */
	BYTES,
	START,
	AVAILABLE,
	MEMORY,
	KICK,
	CUT_OFF,
	CONNECT,
	STEPS
};

static void step(struct input *in)
{
	switch ((enum step)input_below(in, STEPS)) {
	case BYTES:
		send_bytes(in);
		break;
	case START:
		send_start(in);
		break;
	case AVAILABLE:
		make_available(in);
		break;
	case MEMORY:
		write_memory(in);
		break;
	case KICK:
		guest_kick(&guest.rings[input_below(in, 2)]);
		break;
	case CUT_OFF:
		fuzz_expect(!ftruncate(fds[FD_SPARE], 0));
		break;
	case CONNECT:
		connect_again();
		break;
	default:
		send_message(in);
		break;
	}
	turn();
	read_answers();
}

/* Descriptors are numbered from 0. */
static unsigned int count_open(void)
{
	unsigned int n = 0;
	int fd;

	for (fd = 0; fd < DESCRIPTORS; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { .at = data, .left = size };
	unsigned int before = count_open();

	fuzz_expect(!ftruncate(fds[FD_SPARE], SPARE_SIZE));
	guest_set_layout(&guest, false);
	/* No loop: turn() is how the platform gets to work. */
	fe = (struct front_end){ .guest = &guest };
	fe_connect(&fe, service.agents[0].path);
	turn();
	while (in.left)
		step(&in);
	fe_disconnect(&fe);
	turn();
	guest_set_layout(&guest, false);
	fuzz_expect(service_answers(&service, 0, &guest));
	fuzz_expect(count_open() == before);
	return 0;
}
