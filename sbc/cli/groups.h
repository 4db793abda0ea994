/*
 * groups.h -- many findings told as few: what is alike but for the numbers in it is one group
 *
 * A sentence has numbers in quotes ('0912345678'); what differs only there is the same finding, and
 * is told once, with its count and its first example.
 */
#ifndef CLI_GROUPS_H
#define CLI_GROUPS_H

#include <re.h>

enum {
	GROUPS_MAX = 1000, /* different findings; those after are counted together */
};

struct groups;

/* ENOMEM. */
int groups_alloc(struct groups **groupsp);

/* Lines, each with its '\n', and a line that says of which call they are. Both are copied. ENOMEM. */
int groups_add(struct groups *groups, const char *lines, const char *example);

/* "37 of 5000 calls: …", most first; `what` is "calls". */
int groups_print(struct re_printf *pf, struct groups *groups, uint64_t total, const char *what);

#endif
