package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.container.OperatingSystem;
import com.oracle.svm.core.option.RuntimeOptionParser;
import dev.demitasse.machine.Machine;
import java.util.Objects;
import org.graalvm.nativeimage.ImageSingletons;

/** The natives of {@code java.lang} that ask for time, processors and the end. */
final class JdkSubstitutions {
    static final long NANOS_PER_SECOND = 1_000_000_000L;

    private JdkSubstitutions() {}
}

@TargetClass(System.class)
final class Target_java_lang_System {
    private Target_java_lang_System() {}

    @Substitute
    @Uninterruptible(reason = EARLY)
    static long nanoTime() {
        return ImageSingletons.lookup(Machine.class).nanoTime();
    }

    @Substitute
    @Uninterruptible(reason = EARLY)
    static long currentTimeMillis() {
        return TimeOfDay.epochNanos() / 1_000_000;
    }

    @Substitute
    static String mapLibraryName(String name) {
        return "lib" + Objects.requireNonNull(name) + ".so";
    }
}

@TargetClass(Runtime.class)
final class Target_java_lang_Runtime {
    private Target_java_lang_Runtime() {}

    @Substitute
    int availableProcessors() {
        return 1;
    }
}

@TargetClass(OperatingSystem.class)
final class Target_com_oracle_svm_core_container_OperatingSystem {
    private Target_com_oracle_svm_core_container_OperatingSystem() {}

    @Substitute
    int getActiveProcessorCount() {
        return 1;
    }
}

@TargetClass(className = "jdk.internal.misc.VM")
final class Target_jdk_internal_misc_VM {
    private Target_jdk_internal_misc_VM() {}

    /** As specified there: -1 when the offset is more than 2^32 seconds away. */
    @Substitute
    static long getNanoTimeAdjustment(long offsetInSeconds) {
        long now = TimeOfDay.epochNanos();
        long seconds = Math.floorDiv(now, JdkSubstitutions.NANOS_PER_SECOND) - offsetInSeconds;
        if (Math.abs(seconds) >= 1L << 32) {
            return -1;
        }
        return seconds * JdkSubstitutions.NANOS_PER_SECOND + Math.floorMod(now, JdkSubstitutions.NANOS_PER_SECOND);
    }
}

@TargetClass(className = "jdk.internal.misc.Signal")
final class Target_jdk_internal_misc_Signal {
    private Target_jdk_internal_misc_Signal() {}

    /** There are no signals: every name is unknown, which the caller reports as such. */
    @Substitute
    private static int findSignal0(String name) {
        return -1;
    }

    @Substitute
    private static void raise0(int number) {
        throw new UnsupportedOperationException("signals: a unikernel has no processes to send them");
    }
}

@TargetClass(className = "java.lang.Shutdown")
final class Target_java_lang_Shutdown {
    private Target_java_lang_Shutdown() {}

    @Substitute
    static void halt0(int status) {
        Boot.exit(status);
    }
}

/**
 * There is no command line of a virtual machine here: every argument is the application's. The parser would bring its
 * help texts, and regular expressions, into every image.
 */
@TargetClass(RuntimeOptionParser.class)
final class Target_com_oracle_svm_core_option_RuntimeOptionParser {
    private Target_com_oracle_svm_core_option_RuntimeOptionParser() {}

    @Substitute
    static String[] parseAndConsumeAllOptions(String[] arguments, boolean ignoreUnrecognized) {
        return arguments;
    }
}
