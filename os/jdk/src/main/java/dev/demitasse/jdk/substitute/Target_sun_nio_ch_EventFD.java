package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.ChannelCalls;
import dev.demitasse.jdk.EventCounter;
import java.io.IOException;

@TargetClass(className = "sun.nio.ch.EventFD")
final class Target_sun_nio_ch_EventFD {
    @Substitute
    private static int eventfd0() throws IOException {
        return ChannelCalls.open(new EventCounter());
    }

    @Substitute
    private static int set0(int descriptor) throws IOException {
        ((EventCounter) ChannelCalls.file(descriptor)).set();
        return 0;
    }
}
