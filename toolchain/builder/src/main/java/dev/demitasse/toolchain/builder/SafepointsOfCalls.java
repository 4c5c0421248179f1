package dev.demitasse.toolchain.builder;

import com.oracle.svm.core.graal.code.SubstrateMetaAccessExtensionProvider;
import com.oracle.svm.core.meta.SharedMethod;
import jdk.vm.ci.meta.ResolvedJavaMethod;

/**
 * The calls that ask whether a safepoint is due, so that a loop with such a call need not: those of methods that ask at
 * their end, as {@link FrequentMethods} do not. Immutable.
 */
final class SafepointsOfCalls extends SubstrateMetaAccessExtensionProvider {
    private final FrequentMethods frequent;

    SafepointsOfCalls(FrequentMethods frequent) {
        this.frequent = frequent;
    }

    @Override
    public boolean isGuaranteedSafepoint(ResolvedJavaMethod method, boolean isDirect) {
        return super.isGuaranteedSafepoint(method, isDirect) && !mayBeFrequent((SharedMethod) method, isDirect);
    }

    private boolean mayBeFrequent(SharedMethod method, boolean isDirect) {
        if (isDirect) {
            return frequent.contains(method);
        }
        for (SharedMethod called : method.getImplementations()) {
            if (frequent.contains(called)) {
                return true;
            }
        }
        return false;
    }
}
