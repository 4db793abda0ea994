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

/* Calls that wait for their turn, are ended for minutes and money, or give their place away. */
SIM_STORM(every_call_ends_where_all_is_limited, "crowded.yaml", 200)
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

/* Two machines behind a name; nobody answers for names in the worst of it, and one record goes. */
SIM_STORM(every_call_ends_while_machines_and_names_come_and_go, "names.yaml", 100)
{
	lab_name(lab, "_sip._udp.sip.viettel.example 60 SRV 10 1 5060 a.viettel.example");
	lab_name(lab, "_sip._udp.sip.viettel.example 60 SRV 10 1 5060 b.viettel.example");
	lab_name(lab, "a.viettel.example 60 A 198.51.100.10");
	lab_name(lab, "b.viettel.example 60 A 198.51.100.20");
	lab_party(lab, "pbx");
	lab_party(lab, "fpt");
	lab_party_at(lab, "a", "198.51.100.10:5060", "203.0.113.5:5060");
	lab_party_at(lab, "b", "198.51.100.20:5060", "203.0.113.5:5060");
	lab_run(lab, SEC);
	lab_faults(lab, ROUGH);
	lab_traffic(lab, 100, 1 * MINUTE);
	lab_names(lab, true);
	lab_run(lab, MINUTE);
	lab_unname(lab, "b.viettel.example");
	lab_run(lab, MINUTE);

	lab_faults(lab, NONE);
	lab_run(lab, 10 * MINUTE);
	lab_settled(lab);
}

SIM_TESTS(&every_call_ends, &every_call_ends_where_all_is_scarce,
	  &every_call_ends_where_all_is_limited, &every_call_ends_between_ipv4_and_ipv6,
	  &every_call_ends_while_machines_and_names_come_and_go);
