/* audio.c -- see audio.h */
#include <string.h>
#include "tests/lab/audio.h"
#include "tests/lab/crypt.h"
#include "tests/lab/inside.h"
#include "tests/lab/text.h"

enum {
	RTP_HEAD = 12,
	RTP_PAYLOAD = 160,       /* 20 ms of G.711 */
	NAT_PORTS = 1000,        /* so far are the ports before a NAT from those behind it */
	RTCP_EACH = 50,          /* one RTCP packet after so many of RTP */
	STORM_PERMILLE = 100,    /* of the calls in a storm speak… */
	STORM_RATE = 5,          /* …so many packets a second… */
	STORM_PACKETS_MAX = 300, /* …and so many at most */
};

static struct mbuf *filled(const char *speaker, const char *number, uint8_t type, uint16_t sequence)
{
	struct mbuf *mb = mbuf_alloc(RTP_HEAD + RTP_PAYLOAD);
	int err;

	lab_need(mb ? 0 : ENOMEM, "RTP");
	err = mbuf_write_u8(mb, 0x80);
	err |= mbuf_write_u8(mb, type);
	err |= mbuf_write_u16(mb, htons(sequence));
	err |= mbuf_write_u32(mb, htonl(160u * sequence));
	err |= mbuf_write_u32(mb, htonl(0x1ab00000u));
	err |= mbuf_printf(mb, "%s %s ", speaker, number);
	err |= mbuf_fill(mb, 0, RTP_HEAD + RTP_PAYLOAD - mb->pos);
	lab_need(err, "RTP");
	mb->pos = 0;
	return mb;
}

void audio_send(struct datagrams *from, const struct sa *to, const char *speaker,
		const char *number, uint16_t sequence)
{
	struct mbuf *mb = filled(speaker, number, 8, sequence);

	lab_need(datagrams_send(from, to, mb), "RTP");
	mem_deref(mb);
}

static void put(struct audio *audio, struct datagrams *from, const struct sa *to, struct mbuf *mb)
{
	if (audio->crypt)
		crypt_seals(audio->crypt, mb);

	lab_need(datagrams_send(from, to, mb), audio->party->name);
}

/* A receiver report (RFC 3550 6.4.2) of fitting length, with the words where reports would be. */
static void send_rtcp(struct audio *audio)
{
	char speaker[PARTY_NAME_SIZE + 8];
	struct sa to = audio->remote;
	struct mbuf *mb;

	re_snprintf(speaker, sizeof speaker, "%s/rtcp", audio->party->name);
	sa_set_port(&to, (uint16_t)(sa_port(&to) + 1));
	mb = filled(speaker, audio->number, 201, (RTP_HEAD + RTP_PAYLOAD) / 4 - 1);
	put(audio, audio->rtcp, &to, mb);
	mem_deref(mb);
}

static void send_rtp(struct audio *audio)
{
	struct mbuf *mb = filled(audio->party->name, audio->number, 8, audio->sequence++);

	put(audio, audio->rtp, &audio->remote, mb);
	mem_deref(mb);
	audio->sent++;
}

static void speak(void *arg)
{
	struct audio *audio = arg;
	struct party *party = audio->party;

	if (!audio->left || party->mute)
		return;

	timer_start(&audio->timer, party->lab->world, SEC / audio->packets_per_second, speak,
		    audio);
	audio->left--;
	send_rtp(audio);
	if (audio->sequence % RTCP_EACH == 1)
		send_rtcp(audio);
}

/* The last two digits survive every rewriting of numbers, and a storm gives no two calls the same. */
static bool same_call(const char *number, const struct pl *other)
{
	size_t length = strlen(number);

	return length < 2 || other->l < 2
		|| !memcmp(number + length - 2, other->p + other->l - 2, 2);
}

static void count(struct party *party, const struct pl *speaker)
{
	uint32_t i;

	for (i = 0; i < party->heardc; i++) {
		if (!pl_strcmp(speaker, party->heard[i].speaker))
			break;
	}

	if (i == SPEAKERS_MAX)
		return;

	if (i == party->heardc) {
		pl_strcpy(speaker, party->heard[i].speaker, sizeof party->heard[i].speaker);
		party->heardc++;
	}

	party->heard[i].packets++;
}

static void hear(struct audio *audio, const struct sa *from, struct mbuf *data)
{
	struct party *party = audio->party;
	struct pl speaker, number;

	if (audio->crypt && !crypt_opens(audio->crypt, data)) {
		lab_fail(party->lab, "%s got media that is not sealed for it, from %J", party->name,
			 from);
		return;
	}

	if (re_regex((const char *)mbuf_buf(data) + RTP_HEAD, mbuf_get_left(data) - RTP_HEAD,
		     "[^ ]+ [^ ]+ ", &speaker, &number)) {
		lab_fail(party->lab, "%s got media that nobody spoke, from %J", party->name, from);
		return;
	}

	count(party, &speaker);
	if (!same_call(audio->number, &number))
		lab_fail(party->lab, "%s in its call with %s hears the call with %r", party->name,
			 audio->number, &number);
}

static void on_rtp(const struct sa *from, struct mbuf *data, void *arg)
{
	struct audio *audio = arg;

	if (mbuf_get_left(data) <= RTP_HEAD)
		return;

	audio->received++;
	hear(audio, from, data);
}

static void on_rtcp(const struct sa *from, struct mbuf *data, void *arg)
{
	if (mbuf_get_left(data) > RTP_HEAD)
		hear(arg, from, data);
}

/* In a storm few speak, slowly, and not for ever: it is about signalling. */
static void draw_voice(struct audio *audio, struct party *party)
{
	struct dice *dice = &party->lab->dice;

	audio->packets_per_second = party->packets_per_second;
	audio->left = UINT32_MAX;
	if (!party->random_plans)
		return;

	audio->packets_per_second = dice_permille(dice, STORM_PERMILLE) ? STORM_RATE : 0;
	audio->left = (uint32_t)dice_between(dice, 1, STORM_PACKETS_MAX);
}

void audio_open(struct audio *audio, struct party *party, const char *number)
{
	struct world *world = party->lab->world;
	struct sa rtcp;

	if (audio->rtp)
		return;

	audio->party = party;
	audio->number = number;
	draw_voice(audio, party);
	audio->local = party->address;
	sa_set_port(&audio->local, party->next_port);
	audio->claims = party->claims;
	sa_set_port(&audio->claims, party->next_port);
	if (!sa_cmp(&party->claims, &party->address, SA_ADDR)) /* a NAT changes ports too */
		sa_set_port(&audio->claims, (uint16_t)(party->next_port + NAT_PORTS));

	party->next_port = (uint16_t)(party->next_port + 2);

	rtcp = audio->local;
	sa_set_port(&rtcp, (uint16_t)(sa_port(&rtcp) + 1));
	lab_need(datagrams_open(&audio->rtp, world, &audio->local, on_rtp, audio), "RTP port");
	lab_need(datagrams_open(&audio->rtcp, world, &rtcp, on_rtcp, audio), "RTCP port");
	if (party->encrypts)
		lab_need(crypt_alloc(&audio->crypt, party), "key");
}

void audio_hears(struct audio *audio, const struct pl *sdp)
{
	bool first = !sa_isset(&audio->remote, SA_ALL);

	if (!text_audio(&audio->remote, sdp))
		return;

	if (audio->crypt)
		crypt_learns(audio->crypt, sdp);

	if (first && audio->rtp && audio->packets_per_second)
		timer_start(&audio->timer, audio->party->lab->world, 0, speak, audio);
}

void audio_close(struct audio *audio)
{
	timer_stop(&audio->timer);
	audio->rtp = mem_deref(audio->rtp);
	audio->rtcp = mem_deref(audio->rtcp);
	audio->crypt = mem_deref(audio->crypt);
}
