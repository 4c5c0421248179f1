package dev.demitasse.net.packetdrill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a script. Times are nanoseconds from the script's start. */
sealed interface Event {
    /** The line in the file. */
    int line();

    /** When it happens, or begins. */
    Time time();

    /**
     * A time as written.
     *
     * @param relative whether it counts from the event before
     * @param any whether any time will do
     * @param from nanoseconds
     * @param to the latest, or for a call that blocks when it ends; the same as {@code from} when there is no range
     */
    record Time(boolean relative, boolean any, long from, long to) {}

    /**
     * A socket call.
     *
     * @param result the number it answers; {@code null} when it does not matter
     * @param error the error's name such as {@code EAGAIN}, empty for none
     */
    record Call(
            int line,
            Time time,
            boolean blocking,
            String name,
            List<String> arguments,
            @Nullable Integer result,
            String error)
            implements Event {}

    /** A segment that comes in. */
    record Inbound(int line, Time time, SegmentSpec segment) implements Event {}

    /** A segment that is to go out. */
    record Outbound(int line, Time time, SegmentSpec segment) implements Event {}

    /**
     * An ICMP error that comes in.
     *
     * @param code of type 3, destination unreachable
     * @param start the sequence number of the segment it is about
     */
    record IcmpInbound(int line, Time time, int code, int mtu, int start) implements Event {}
}
