package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.lang.foreign.Linker;

@TargetClass(className = "jdk.internal.foreign.abi.SharedUtils")
final class Target_jdk_internal_foreign_abi_SharedUtils {
    @Substitute
    public static Linker getSystemLinker() {
        throw new UnsupportedOperationException(
                "Linker.nativeLinker: a unikernel has no native functions to call, only compiled Java");
    }
}
