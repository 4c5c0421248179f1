package dev.demitasse.toolchain.builder;

import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.util.ReflectionUtil;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import org.graalvm.nativeimage.hosted.FieldValueTransformer;

/**
 * Clears the place of a method among those of its class. The JVM that builds finds a method by it, and has them in the
 * order of the addresses of their names; in an image nobody asks for it.
 */
final class MethodSlots implements InternalFeature {
    private static final FieldValueTransformer ZERO = (_, _) -> 0;

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        for (Class<?> type : List.of(Method.class, Constructor.class)) {
            access.registerFieldValueTransformer(ReflectionUtil.lookupField(type, "slot"), ZERO);
        }
    }
}
