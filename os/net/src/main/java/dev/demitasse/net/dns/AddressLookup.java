package dev.demitasse.net.dns;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Resolution;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.wire.DnsMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * A lookup of the addresses of both families: asks for them at the same time, name by name, and ends with the first name
 * that has any. IPv4 comes first. Public methods take the stack's lock.
 */
final class AddressLookup extends BaseLookup {
    /** Once one family is there, so long is waited for the other: some servers never answer about IPv6. */
    private static final long PATIENCE = 500_000_000L;

    private final List<String> candidates;
    private int candidate;
    private NameLookup four;
    private NameLookup six;
    private final Timer patience = new Timer() {
        @Override
        protected void expire() {
            end(merged());
        }
    };

    AddressLookup(DnsResolver resolver, List<String> candidates) {
        super(resolver);
        this.candidates = candidates;
        this.four = single(DnsMessage.TYPE_A);
        this.six = single(DnsMessage.TYPE_AAAA);
    }

    private NameLookup single(int type) {
        return new NameLookup(resolver, List.of(candidates.get(candidate)), type);
    }

    void start() {
        four.start();
        six.start();
        for (NameLookup each : List.of(four, six)) {
            if (pending(each)) {
                each.setListener(ended -> advance());
            }
        }
        advance();
    }

    private static boolean pending(NameLookup lookup) {
        return lookup.resolution() instanceof Resolution.Pending;
    }

    private void advance() {
        if (isDone()) {
            return;
        }
        boolean waiting = pending(four) || pending(six);
        Resolution merged = merged();
        if (waiting && merged instanceof Resolution.Addresses) {
            resolver.timers.arm(patience, resolver.turn.now() + PATIENCE);
        } else if (!waiting && merged instanceof Resolution.NotFound && candidate + 1 < candidates.size()) {
            candidate++;
            four = single(DnsMessage.TYPE_A);
            six = single(DnsMessage.TYPE_AAAA);
            start();
        } else if (!waiting) {
            end(merged);
        }
    }

    /** What the two say together so far; a failure of one does not matter when the other has found something. */
    private Resolution merged() {
        List<IpAddress> all = new ArrayList<>();
        for (NameLookup lookup : List.of(four, six)) {
            if (lookup.resolution() instanceof Resolution.Addresses found) {
                all.addAll(found.addresses());
            }
        }
        if (!all.isEmpty()) {
            return new Resolution.Addresses(List.copyOf(all));
        }
        return four.resolution() instanceof Resolution.NotFound ? six.resolution() : four.resolution();
    }

    private void end(Resolution value) {
        stop();
        finish(value);
    }

    @Override
    void stop() {
        resolver.timers.disarm(patience);
        four.cancel();
        six.cancel();
    }
}
