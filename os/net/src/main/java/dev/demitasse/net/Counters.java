package dev.demitasse.net;

/**
 * What the stack has counted since it was built, named as RFC 4293 (IP), RFC 4022 (TCP), RFC 4113 (UDP) and RFC 4293
 * (ICMP) name it. Plain fields, written under the stack's lock; a snapshot is read with {@link NetworkStack#counters()}.
 */
public final class Counters implements Cloneable {
    public long ipInReceives;
    public long ipInHdrErrors;
    public long ipInAddrErrors;
    public long ipInUnknownProtos;
    public long ipInDiscards;
    public long ipInDelivers;
    public long ipOutRequests;
    public long ipOutNoRoutes;
    public long ipOutDiscards;
    public long ipReasmReqds;
    public long ipReasmOKs;
    public long ipReasmFails;
    public long ipOutFragOKs;
    public long ipOutFragCreates;

    public long arpInPackets;
    public long arpOutPackets;
    public long arpConflicts;

    /** IPv6 addresses that another node turned out to have. */
    public long ipv6Duplicates;

    public long icmpInMsgs;
    public long icmpInErrors;
    public long icmpOutMsgs;
    public long icmpOutRateLimited;

    public long udpInDatagrams;
    public long udpNoPorts;
    public long udpInErrors;
    public long udpInOverflows;
    public long udpOutDatagrams;

    public long tcpActiveOpens;
    public long tcpPassiveOpens;
    public long tcpAttemptFails;
    public long tcpEstabResets;
    public long tcpCurrEstab;
    public long tcpInSegs;
    public long tcpOutSegs;
    public long tcpRetransSegs;
    public long tcpInErrs;
    public long tcpOutRsts;
    public long tcpListenOverflows;
    public long tcpSynCookiesSent;
    public long tcpSynCookiesReceived;
    public long tcpTimeouts;
    public long tcpFastRetransmits;
    public long tcpTailLossProbes;
    public long tcpCongestionMarks;
    public long tcpSpuriousRecoveries;
    public long tcpDuplicateReports;
    public long tcpChallengeAcks;
    public long tcpTimeWaitReused;

    /** Connections on which long packets seemed to vanish, and segments sent to find out how long they may be. */
    public long tcpBlackHoles;

    public long tcpMtuProbes;
    public long tcpDiscardedForMemory;

    /** All zero. */
    public Counters() {}

    /** Shows each by its name, in the order in which they are declared. */
    public void show(Display display) {
        display.counter("ipInReceives", ipInReceives);
        display.counter("ipInHdrErrors", ipInHdrErrors);
        display.counter("ipInAddrErrors", ipInAddrErrors);
        display.counter("ipInUnknownProtos", ipInUnknownProtos);
        display.counter("ipInDiscards", ipInDiscards);
        display.counter("ipInDelivers", ipInDelivers);
        display.counter("ipOutRequests", ipOutRequests);
        display.counter("ipOutNoRoutes", ipOutNoRoutes);
        display.counter("ipOutDiscards", ipOutDiscards);
        display.counter("ipReasmReqds", ipReasmReqds);
        display.counter("ipReasmOKs", ipReasmOKs);
        display.counter("ipReasmFails", ipReasmFails);
        display.counter("ipOutFragOKs", ipOutFragOKs);
        display.counter("ipOutFragCreates", ipOutFragCreates);
        display.counter("arpInPackets", arpInPackets);
        display.counter("arpOutPackets", arpOutPackets);
        display.counter("arpConflicts", arpConflicts);
        display.counter("ipv6Duplicates", ipv6Duplicates);
        display.counter("icmpInMsgs", icmpInMsgs);
        display.counter("icmpInErrors", icmpInErrors);
        display.counter("icmpOutMsgs", icmpOutMsgs);
        display.counter("icmpOutRateLimited", icmpOutRateLimited);
        display.counter("udpInDatagrams", udpInDatagrams);
        display.counter("udpNoPorts", udpNoPorts);
        display.counter("udpInErrors", udpInErrors);
        display.counter("udpInOverflows", udpInOverflows);
        display.counter("udpOutDatagrams", udpOutDatagrams);
        display.counter("tcpActiveOpens", tcpActiveOpens);
        display.counter("tcpPassiveOpens", tcpPassiveOpens);
        display.counter("tcpAttemptFails", tcpAttemptFails);
        display.counter("tcpEstabResets", tcpEstabResets);
        display.counter("tcpCurrEstab", tcpCurrEstab);
        display.counter("tcpInSegs", tcpInSegs);
        display.counter("tcpOutSegs", tcpOutSegs);
        display.counter("tcpRetransSegs", tcpRetransSegs);
        display.counter("tcpInErrs", tcpInErrs);
        display.counter("tcpOutRsts", tcpOutRsts);
        display.counter("tcpListenOverflows", tcpListenOverflows);
        display.counter("tcpSynCookiesSent", tcpSynCookiesSent);
        display.counter("tcpSynCookiesReceived", tcpSynCookiesReceived);
        display.counter("tcpTimeouts", tcpTimeouts);
        display.counter("tcpFastRetransmits", tcpFastRetransmits);
        display.counter("tcpTailLossProbes", tcpTailLossProbes);
        display.counter("tcpCongestionMarks", tcpCongestionMarks);
        display.counter("tcpSpuriousRecoveries", tcpSpuriousRecoveries);
        display.counter("tcpDuplicateReports", tcpDuplicateReports);
        display.counter("tcpChallengeAcks", tcpChallengeAcks);
        display.counter("tcpTimeWaitReused", tcpTimeWaitReused);
        display.counter("tcpBlackHoles", tcpBlackHoles);
        display.counter("tcpMtuProbes", tcpMtuProbes);
        display.counter("tcpDiscardedForMemory", tcpDiscardedForMemory);
    }

    /** To whom counters are shown. */
    @FunctionalInterface
    public interface Display {
        /** One of them. */
        void counter(String name, long value);
    }

    /** A copy that no longer changes. */
    public Counters snapshot() {
        try {
            return (Counters) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
