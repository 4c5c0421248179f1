package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;

@TargetClass(className = "jdk.internal.foreign.MemorySessionImpl")
final class Target_jdk_internal_foreign_MemorySessionImpl {
    @Alias
    @SuppressWarnings("NullAway.Init")
    Target_jdk_internal_foreign_MemorySessionImpl_ResourceList resourceList;
}
