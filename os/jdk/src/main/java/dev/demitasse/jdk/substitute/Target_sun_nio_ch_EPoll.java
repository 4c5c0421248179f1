package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.ChannelCalls;
import dev.demitasse.jdk.EPollCalls;
import dev.demitasse.jdk.EPollSet;
import dev.demitasse.jdk.EventArray;
import java.io.IOException;

@TargetClass(className = "sun.nio.ch.EPoll")
final class Target_sun_nio_ch_EPoll {
    @Substitute
    private static int eventSize() {
        return EventArray.EVENT_SIZE;
    }

    @Substitute
    private static int eventsOffset() {
        return 0;
    }

    @Substitute
    private static int dataOffset() {
        return EventArray.DESCRIPTOR;
    }

    @Substitute
    static int create() throws IOException {
        return ChannelCalls.open(new EPollSet());
    }

    @Substitute
    static int ctl(int set, int operation, int descriptor, int events) {
        return EPollCalls.control(set, operation, descriptor, events);
    }

    @Substitute
    static int wait(int set, long address, int most, int timeoutMillis) throws IOException {
        return EPollCalls.await(set, address, most, timeoutMillis);
    }
}
