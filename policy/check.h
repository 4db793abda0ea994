/*
 * check.h -- mistakes that only the whole file shows
 *
 * Every value may be right by itself and the file still wrong: a rule that no call ever reaches, a
 * peer that can never be named. One table of looks; each adds what it finds.
 */
#ifndef POLICY_CHECK_H
#define POLICY_CHECK_H

struct compiler;

/* After all references are resolved. What was found wrong already is not judged again. */
void check_policy(struct compiler *compiler);

#endif
