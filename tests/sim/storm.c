/* storm.c -- any faults, any calls; then the sky clears and all must settle */
#include "tests/lab/lab.h"

/* While faults last nothing is promised; once they end every call must end, on both legs alike. */
static void storm(struct lab *lab)
{
	lab_faults(lab, ROUGH); /* loss, copies, reordering, dead hosts, as the seed says */
	lab_traffic(lab, 100, 1 * MINUTE);
	lab_run(lab, 2 * MINUTE);

	lab_faults(lab, NONE);
	lab_run(lab, 10 * MINUTE);
	lab_settled(lab); /* no call, timer or port left; one CDR an attempt */
}

SIM_STORM(every_call_ends, "office.yaml", 1000)
{
	party_calls_itself(lab_party(lab, "pbx"), "1005");
	lab_party(lab, "viettel");
	lab_party(lab, "fpt");
	storm(lab);
}

/*
 * Few ports, few places, little patience: most calls are refused, and none may be forgotten. Nobody
 * speaks: with eight pairs a port is somebody else's while words of the call before are on the way.
 */
SIM_STORM(every_call_ends_where_all_is_scarce, "scarce.yaml", 200)
{
	party_falls_silent(lab_party(lab, "pbx"));
	party_falls_silent(lab_party(lab, "viettel"));
	party_falls_silent(lab_party(lab, "fpt"));
	storm(lab);
}

SIM_STORM(every_call_ends_between_ipv4_and_ipv6, "six.yaml", 100)
{
	lab_party(lab, "pbx");
	lab_party(lab, "viettel");
	storm(lab);
}

SIM_TESTS(&every_call_ends, &every_call_ends_where_all_is_scarce,
	  &every_call_ends_between_ipv4_and_ipv6);
