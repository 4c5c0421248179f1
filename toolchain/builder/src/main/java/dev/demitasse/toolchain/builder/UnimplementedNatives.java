package dev.demitasse.toolchain.builder;

import com.oracle.graal.pointsto.meta.AnalysisMethod;
import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.hosted.FeatureImpl.AfterAnalysisAccessImpl;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists the native methods that the image can reach and nobody implements, in {@value #FILE}: a line for each with the
 * method and, after tabs, the stack by which it is reached. SVM gives such a method a wrapper that would look for a
 * native library at run time, which is how they are known.
 */
final class UnimplementedNatives implements InternalFeature {
    private static final String FILE = "natives.txt";

    private static final String WRAPPER = "com.oracle.svm.hosted.jni.JNINativeCallWrapperMethod";

    @Override
    public void afterAnalysis(AfterAnalysisAccess access) {
        List<String> lines = ((AfterAnalysisAccessImpl) access)
                .getUniverse().getMethods().stream()
                        .filter(AnalysisMethod::isReachable)
                        .filter(method ->
                                method.getWrapped().getClass().getName().equals(WRAPPER))
                        .map(UnimplementedNatives::line)
                        .sorted()
                        .distinct()
                        .toList();
        ReportFolder.write(FILE, lines);
    }

    private static String line(AnalysisMethod method) {
        Stream<String> stack = Arrays.stream(method.getParsingContext()).map(StackTraceElement::toString);
        return Stream.concat(Stream.of(method.format("%H.%n(%P)")), stack).collect(Collectors.joining("\t"));
    }
}
