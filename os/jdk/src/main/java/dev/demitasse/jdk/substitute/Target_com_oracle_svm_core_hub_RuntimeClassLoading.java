package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.hub.RuntimeClassLoading;
import org.jspecify.annotations.Nullable;

@TargetClass(RuntimeClassLoading.class)
final class Target_com_oracle_svm_core_hub_RuntimeClassLoading {
    /** What is compiled is all there is; SubstrateVM throws an error of its own, which no application looks for. */
    @Substitute
    public static RuntimeException throwNoBytecodeClasses(@Nullable String name) {
        throw new UnsupportedOperationException("cannot define the class " + (name == null ? "without a name" : name)
                + ": a unikernel's classes are all compiled when it is built (ClassLoader.defineClass)");
    }
}
