package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.MissingRegistrationUtils;
import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.hub.ClassForNameSupport;
import com.oracle.svm.core.reflect.MissingReflectionRegistrationUtils;
import dev.demitasse.jdk.ClassPathNames;
import org.graalvm.nativeimage.ImageSingletons;
import org.jspecify.annotations.Nullable;

@TargetClass(ClassForNameSupport.class)
final class Target_com_oracle_svm_core_hub_ClassForNameSupport {
    @Alias
    private static native @Nullable Object queryResultFor(String className, @Nullable ClassLoader classLoader);

    /** As SubstrateVM's, but that the exception says why a class of the class path is not found. */
    @Substitute
    private static @Nullable Class<?> forName(
            @Nullable String className, @Nullable ClassLoader classLoader, boolean returnNullOnException)
            throws ClassNotFoundException {
        if (className == null) {
            return null;
        }
        Object result = queryResultFor(className, classLoader);
        if (result instanceof Class<?> found) {
            return found;
        }
        if (result == null && MissingRegistrationUtils.throwMissingRegistrationErrors()) {
            MissingReflectionRegistrationUtils.reportClassAccess(className);
        }
        if (returnNullOnException) {
            return null;
        }
        switch (result) {
            case Error error -> throw error;
            case ClassNotFoundException known -> throw known;
            case null, default ->
                throw new ClassNotFoundException(
                        ImageSingletons.lookup(ClassPathNames.class).explain(className));
        }
    }
}
