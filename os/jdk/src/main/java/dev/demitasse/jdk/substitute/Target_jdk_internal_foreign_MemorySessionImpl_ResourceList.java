package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;
import jdk.internal.foreign.MemorySessionImpl.ResourceList.ResourceCleanup;
import org.jspecify.annotations.Nullable;

@TargetClass(className = "jdk.internal.foreign.MemorySessionImpl", innerClass = "ResourceList")
final class Target_jdk_internal_foreign_MemorySessionImpl_ResourceList {
    @Alias
    @Nullable ResourceCleanup fst;

    @Alias
    static native void cleanup(@Nullable ResourceCleanup first);
}
