package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/** The instance itself is the only process there is; its number is 1, as that of the first process anywhere. */
@TargetClass(className = "java.lang.ProcessHandleImpl")
final class Target_java_lang_ProcessHandleImpl {
    @Substitute
    private static void initNative() {}

    @Substitute
    private static long getCurrentPid0() {
        return 1;
    }

    /** The start time, or -1 for what does not live. */
    @Substitute
    private static long isAlive0(long process) {
        return process == 1 ? 0 : -1;
    }

    /** -1: no parent. */
    @Substitute
    private static long parent0(long process, long startTime) {
        return -1;
    }

    @Substitute
    private static int getProcessPids0(long parent, long[] processes, long[] parents, long[] startTimes) {
        if (parent == 0 && processes.length > 0) {
            processes[0] = 1;
        }
        return parent == 0 ? 1 : 0;
    }

    @Substitute
    private static boolean destroy0(long process, long startTime, boolean forcibly) {
        return false;
    }
}
