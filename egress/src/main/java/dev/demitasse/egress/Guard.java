package dev.demitasse.egress;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Judges the frames of one instance. The guest is not trusted: a connection goes on only if it was allowed when it began, or
 * began outside; a datagram goes where it may or answers one; questions to the name server are answered here, so that
 * not a byte of them leaves. {@link #fromGuest} is for one thread and {@link #fromHost} for another.
 */
final class Guard {
    /** How long guests may remember where a service is. */
    private static final int SERVICE_SECONDS = 5;

    private final Rules rules;
    private final Consumer<ByteBuffer> toGuest;
    private final Consumer<String> refused;
    private final LongSupplier nanoTime;
    private final Flows flows = new Flows();
    private final Frame outbound = new Frame();
    private final Frame inbound = new Frame();

    /**
     * Judges by rules.
     *
     * @param toGuest sends a frame of ours to the guest; from any thread
     * @param refused told what did not go through, for operators
     * @param nanoTime {@link System#nanoTime}
     */
    Guard(Rules rules, Consumer<ByteBuffer> toGuest, Consumer<String> refused, LongSupplier nanoTime) {
        this.rules = rules;
        this.toGuest = toGuest;
        this.refused = refused;
        this.nanoTime = nanoTime;
    }

    /** Whether a frame of the guest's may go on; its limit is set to where the packet in it ends. */
    boolean fromGuest(ByteBuffer frame) {
        return switch (outbound.read(frame)) {
            case ARP -> isOwnArp();
            case TCP -> isOwn() && segment();
            case UDP -> isOwn() && datagram();
            case ECHO -> isOwn() && outbound.destination() == Ipv4.HOST;
            case OTHER -> false;
            case STRANGE -> refuse(outbound.oddity());
        };
    }

    private boolean refuse(String what) {
        refused.accept(what);
        return false;
    }

    /** Asks or tells about its own address and no other; the one of nobody is for finding out whether it is taken. */
    private boolean isOwnArp() {
        int sender = outbound.arpSender();
        return (sender == Ipv4.GUEST || sender == 0) && outbound.arpSenderIsSource()
                || refuse("ARP in the name of another");
    }

    private boolean isOwn() {
        return outbound.source() == Ipv4.GUEST || refuse("packets in the name of another");
    }

    private boolean segment() {
        long key = Flows.key(outbound.sourcePort(), outbound.destination(), outbound.destinationPort());
        if (!outbound.isSyn()) {
            // A segment of no connection that we know opens none: whether its receiver knows better is nothing to rely
            // on.
            return flows.isOpen(key) || strayed();
        }
        if (outbound.isAck()) {
            return flows.isBegunOutside(key) || refuse("answers to nobody's connections");
        }
        return switch (rules.allow(Protocol.TCP, outbound.destination(), outbound.destinationPort())) {
            case YES -> {
                flows.open(key, false);
                yield true;
            }
            case NO -> {
                toGuest.accept(outbound.refusal());
                yield refuse(Ipv4.text(outbound.destination()) + ":" + outbound.destinationPort());
            }
            // The guest says it again within a second.
            case SOON -> false;
        };
    }

    /** Says that a connection is over, unless that is what is said. */
    private boolean strayed() {
        if (!outbound.isReset()) {
            toGuest.accept(outbound.refusal());
        }
        return false;
    }

    private boolean datagram() {
        int address = outbound.destination();
        int port = outbound.destinationPort();
        if (address == Ipv4.NAME_SERVER && port == 53) {
            question();
            return false;
        }
        long key = Flows.key(outbound.sourcePort(), address, port);
        if (flows.isAnswer(key, nanoTime.getAsLong())) {
            return true;
        }
        return switch (rules.allow(Protocol.UDP, address, port)) {
            case YES -> true;
            case NO -> refuse(Ipv4.text(address) + ":" + port + "/udp");
            case SOON -> false;
        };
    }

    private void question() {
        var parsed = DnsQuestion.parse(outbound.payload());
        if (parsed.isEmpty()) {
            refuse("questions to the name server that make no sense");
            return;
        }
        DnsQuestion question = parsed.get();
        var service = rules.service(question.name());
        if (service.isPresent()) {
            answer(question, service.get());
        } else if (!rules.lists(question.name())) {
            toGuest.accept(outbound.reply(question.answer(DnsQuestion.REFUSED, List.of(), 0)));
            refuse("the name " + question.name());
        } else if (question.type() != DnsQuestion.ADDRESS) {
            // There is such a name, and it has nothing of that type.
            toGuest.accept(outbound.reply(question.answer(DnsQuestion.DONE, List.of(), 0)));
        } else {
            // The view is another frame's by the time the answer is known.
            ByteBuffer reply = outbound.reply(new byte[0]);
            rules.names()
                    .addresses(
                            question.name(),
                            addresses -> toGuest.accept(Frame.withPayload(reply, answer(question, addresses))));
        }
    }

    /** Answers about a service, which others may have deleted, or not wanted yet. */
    private void answer(DnsQuestion question, String service) {
        List<Integer> addresses = rules.services().addresses(service);
        boolean asksForThem = question.type() == DnsQuestion.ADDRESS;
        toGuest.accept(outbound.reply(
                addresses.isEmpty()
                        ? question.answer(DnsQuestion.UNKNOWN, List.of(), 0)
                        : question.answer(DnsQuestion.DONE, asksForThem ? addresses : List.of(), SERVICE_SECONDS)));
        if (addresses.isEmpty()) {
            refuse("service:" + service + ", which there is not");
        }
    }

    private static byte[] answer(DnsQuestion question, List<Integer> addresses) {
        return addresses.isEmpty()
                ? question.answer(DnsQuestion.UNKNOWN, List.of(), 0)
                : question.answer(DnsQuestion.DONE, addresses, Names.FRESH_SECONDS);
    }

    /** Takes notice of a frame to the guest, which goes on in any case. */
    void fromHost(ByteBuffer frame) {
        switch (inbound.read(frame)) {
            case TCP -> {
                if (inbound.isSyn() && !inbound.isAck()) {
                    flows.open(inboundKey(), true);
                }
            }
            case UDP -> flows.heard(inboundKey(), nanoTime.getAsLong());
            case ARP, ECHO, OTHER, STRANGE -> {
                // Nothing that the guest could answer to somebody else.
            }
        }
    }

    private long inboundKey() {
        return Flows.key(inbound.destinationPort(), inbound.source(), inbound.sourcePort());
    }
}
