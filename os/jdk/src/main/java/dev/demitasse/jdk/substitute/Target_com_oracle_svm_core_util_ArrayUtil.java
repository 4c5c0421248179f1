package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.util.ArrayUtil;
import dev.demitasse.jdk.FailureMessages;
import jdk.graal.compiler.nodes.java.ArrayLengthNode;

@TargetClass(ArrayUtil.class)
final class Target_com_oracle_svm_core_util_ArrayUtil {
    /** As SubstrateVM's, with the messages of HotSpot. */
    @Substitute
    public static void boundsCheckInSnippet(Object from, int fromIndex, Object to, int toIndex, int length) {
        int fromLength = ArrayLengthNode.arrayLength(from);
        int toLength = ArrayLengthNode.arrayLength(to);
        if (fromIndex < 0
                || toIndex < 0
                || length < 0
                || fromIndex > fromLength - length
                || toIndex > toLength - length) {
            throw new ArrayIndexOutOfBoundsException(
                    FailureMessages.copy(from, fromLength, fromIndex, to, toLength, toIndex, length));
        }
    }
}
