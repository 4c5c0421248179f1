package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.MissingRegistrationUtils;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.MissingMetadata;

@TargetClass(MissingRegistrationUtils.class)
final class Target_com_oracle_svm_core_MissingRegistrationUtils {
    /** SubstrateVM's names tools that are not ours. */
    @Substitute
    protected static String registrationMessage(
            String failedAction,
            String elementDescriptor,
            String json,
            String accessManner,
            String section,
            String helpLink) {
        return MissingMetadata.explain(failedAction, elementDescriptor, json, accessManner, section);
    }
}
