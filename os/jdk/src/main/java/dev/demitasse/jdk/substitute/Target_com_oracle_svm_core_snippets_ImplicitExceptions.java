package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.snippets.ImplicitExceptions;
import com.oracle.svm.core.snippets.SubstrateForeignCallTarget;
import dev.demitasse.jdk.FailureMessages;

@TargetClass(ImplicitExceptions.class)
final class Target_com_oracle_svm_core_snippets_ImplicitExceptions {
    @Alias
    private static native void vmErrorIfImplicitExceptionsAreFatal(boolean cachedException);

    @Substitute
    @SubstrateForeignCallTarget(stubCallingConvention = true)
    private static ClassCastException createClassCastException(Object object, Object expectedClass) {
        vmErrorIfImplicitExceptionsAreFatal(false);
        return new ClassCastException(FailureMessages.cast(object, expectedClass));
    }

    @Substitute
    @SubstrateForeignCallTarget(stubCallingConvention = true)
    private static void throwNewClassCastExceptionWithArgs(Object object, Object expectedClass) {
        vmErrorIfImplicitExceptionsAreFatal(false);
        throw new ClassCastException(FailureMessages.cast(object, expectedClass));
    }
}
