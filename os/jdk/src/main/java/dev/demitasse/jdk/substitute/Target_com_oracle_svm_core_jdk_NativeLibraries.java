package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.jdk.NativeLibraries;
import java.io.File;
import java.util.Set;

/**
 * Native libraries: those of the JDK's own modules are taken to be there, since their methods are in this package; any
 * other cannot be.
 */
@TargetClass(NativeLibraries.class)
final class Target_com_oracle_svm_core_jdk_NativeLibraries {
    @Substitute
    public void loadLibraryRelative(String name) {
        if (!BuiltInLibraries.NAMES.contains(name)) {
            throw new UnsatisfiedLinkError("cannot load the native library " + name
                    + ": a unikernel has no JNI libraries, only compiled Java");
        }
    }

    @Substitute
    public void loadLibraryAbsolute(File file) {
        throw new UnsatisfiedLinkError(
                "cannot load the native library " + file + ": a unikernel has no JNI libraries, only compiled Java");
    }
}

/** Libraries that the JDK's class initialisers ask for. */
final class BuiltInLibraries {
    static final Set<String> NAMES =
            Set.of("java", "net", "nio", "zip", "extnet", "jimage", "prefs", "management", "management_ext");

    private BuiltInLibraries() {}
}
