/*
 * matching.h -- which transaction a message belongs to (RFC 3261 17.1.3, 17.2.3, 8.2.2.2)
 *
 * The RFC compares branches, methods, senders; we compare hashes of them, so that no message is kept
 * for it. With Call-ID and CSeq in them, messages of different callers with one branch stay apart. Two
 * steps: the place in the table, alike for all that could belong together; the id there, for one.
 *
 * Pure. `seed` is drawn at the start and told to nobody: no pair that meets can be prepared.
 */
#ifndef SIP_MATCHING_H
#define SIP_MATCHING_H

#include <re.h>

/* Alike for a request, its ACK and CANCEL, and its copies on other ways. */
uint64_t matching_server_place(uint64_t seed, const struct sip_msg *msg);

/* Alike for a request of ours, its CANCEL, and the answers to both: by their branch. */
uint64_t matching_client_place(uint64_t seed, const struct pl *branch);

/* A request has that of its repetitions, ACK and CANCEL that of their INVITE. */
uint64_t matching_server_id(uint64_t place, const struct sip_msg *msg);

/* `method` as CSeq has it. */
uint64_t matching_client_id(uint64_t place, const struct pl *method);

/* The same for a request that came by another way, too (merged); 0: in a dialog there is none. */
uint64_t matching_merge(uint64_t place, const struct sip_msg *msg);

#endif
