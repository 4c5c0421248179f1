package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

@TargetClass(java.io.Console.class)
final class Target_java_io_Console {
    /** No stream is a terminal: there is no line editing and no echo to turn off behind a serial port. */
    @Substitute
    private static int ttyStatus() {
        return 0;
    }
}
