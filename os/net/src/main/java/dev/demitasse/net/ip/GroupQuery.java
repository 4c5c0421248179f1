package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a multicast router asks (RFC 3376 section 4.1, RFC 3810 section 5.1).
 *
 * @param group what about, {@code null} for all groups
 * @param sources about which of its sources, empty for the group as a whole
 * @param age how many versions older than the newest it is
 * @param responseMillis within what time it wants an answer
 * @param robustness the Querier's Robustness Variable, 0 when it does not say
 * @param intervalSeconds how often it asks, 0 when it does not say
 */
record GroupQuery(
        @Nullable IpAddress group,
        List<IpAddress> sources,
        int age,
        long responseMillis,
        int robustness,
        int intervalSeconds) {}
