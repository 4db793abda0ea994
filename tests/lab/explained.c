/* explained.c -- see explained.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/lab/explained.h"

enum {
	MARGIN = 16, /* before each sentence; the step's number and name may stand there */
};

/* The text between `before` and the next `end` behind it. */
static bool between(char *to, const char *line, const char *before, const char *end)
{
	const char *from = strstr(line, before);
	const char *until = from ? strstr(from + strlen(before), end) : NULL;

	if (!until)
		return false;

	from += strlen(before);
	re_snprintf(to, EXPLAINED_WORD_SIZE, "%b", from, (size_t)(until - from));
	return true;
}

static void read_status(struct explained *explained, const char *line, const char *before)
{
	const char *from = strstr(line, before);

	explained->verb = EXPLAINED_REJECT;
	explained->status = (uint16_t)strtoul(from + strlen(before), NULL, 10);
	str_ncpy(explained->reason, from + strlen(before) + 4, sizeof explained->reason);
}

/* "rule r3 sends to p1, then p2"; a rule that only changes has a colon behind its name. */
static void read_rule(struct explained *explained, const char *line)
{
	char name[EXPLAINED_WORD_SIZE], verb[EXPLAINED_WORD_SIZE];

	if (sscanf(line, "rule %63s %63s", name, verb) != 2)
		return;

	if (!strcmp(verb, "rejects"))
		read_status(explained, line, "rejects with ");
	else if (!strcmp(verb, "drops"))
		explained->verb = EXPLAINED_DROP;
	else if (!strcmp(verb, "sends"))
		explained->verb = EXPLAINED_SEND;
	else
		return;

	str_ncpy(explained->rule, name, sizeof explained->rule);
	explained->any_order = strstr(line, " or ");
}

static void read_target(struct explained *explained, const char *line)
{
	if (explained->targetc < EXPLAINED_TARGETS_MAX
	    && between(explained->targets[explained->targetc].peer, line, ": ", " at "))
		explained->targetc++;
}

static void read_numbers(struct explained_target *target, const char *line)
{
	if (!strncmp(line, "called '", 8))
		(void)between(target->called, line, "is written '", "'");
	else if (!strncmp(line, "caller '", 8))
		(void)between(target->caller, line, "is written '", "'");
	else if (strstr(line, "From is anonymous"))
		str_ncpy(target->caller, "anonymous", sizeof target->caller);
}

static void read_sentence(struct explained *explained, const char *step, const char *line)
{
	if (strstr(line, "a stranger, dropped without a word"))
		explained->verb = EXPLAINED_STRANGER;
	else if (!strncmp(line, "rejected with ", 14))
		read_status(explained, line, "rejected with ");
	else if (!strncmp(line, "no rule matches: ", 17))
		read_status(explained, line, "rejected with ");
	else if (!strncmp(line, "rule ", 5))
		read_rule(explained, line);
	else if (!strncmp(step, "5 target", 8))
		read_target(explained, line);
	else if (!strncmp(line, "next target ", 12))
		str_ncpy(explained->on, strstr(line, " on ") ? strstr(line, " on ") + 4 : "",
			 sizeof explained->on);
	else if (explained->targetc)
		read_numbers(&explained->targets[explained->targetc - 1], line);
}

/* Without its place: "…  (file:line)". */
void explained_read(struct explained *explained, const struct pl *text)
{
	struct pl left = *text, line;
	char sentence[1024];

	memset(explained, 0, sizeof *explained);
	while (!re_regex(left.p, left.l, "[^\n]+\n", &line)) {
		char *place;

		left.l -= (size_t)(line.p + line.l + 1 - left.p);
		left.p = line.p + line.l + 1;
		if (line.l <= MARGIN)
			continue;

		re_snprintf(sentence, sizeof sentence, "%b", line.p + MARGIN, line.l - MARGIN);
		place = strstr(sentence, "  (");
		if (place)
			*place = '\0';
		read_sentence(explained, line.p, sentence);
	}
}

bool explained_goes_on(const struct explained *explained, uint16_t status)
{
	char exact[8], class[8];

	re_snprintf(exact, sizeof exact, "%u", status);
	re_snprintf(class, sizeof class, "%uxx", status / 100);
	return strstr(explained->on, exact) || strstr(explained->on, class);
}
