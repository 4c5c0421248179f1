package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

@TargetClass(className = "java.lang.ProcessHandleImpl", innerClass = "Info")
final class Target_java_lang_ProcessHandleImpl_Info {
    @Substitute
    private static void initIDs() {}

    /** Nothing is known beyond the number: all optional fields stay empty. */
    @Substitute
    private void info0(long process) {}
}
