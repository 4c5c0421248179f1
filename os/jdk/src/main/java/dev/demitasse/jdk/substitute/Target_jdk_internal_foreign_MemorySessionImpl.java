package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

@TargetClass(className = "jdk.internal.foreign.MemorySessionImpl")
final class Target_jdk_internal_foreign_MemorySessionImpl {
    /**
     * Closing a shared arena must wait for threads between the check that it is open and the access, which compiled code
     * does not mark.
     */
    @Substitute
    public static Target_jdk_internal_foreign_MemorySessionImpl createShared() {
        throw new UnsupportedOperationException("Arena.ofShared: closing memory that several threads use is not"
                + " supported in a unikernel; use Arena.ofAuto or an arena for each thread");
    }
}
