package dev.demitasse.toolchain.builder;

import com.oracle.graal.pointsto.meta.AnalysisMethod;
import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.core.util.UserError;
import com.oracle.svm.hosted.FeatureImpl.AfterAnalysisAccessImpl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jdk.vm.ci.code.BytecodePosition;

/**
 * Finds what the image can reach and an image does not have: native methods that nobody implements, native libraries,
 * processes, windows. Code of the application itself that calls such a thing ends the build with the path to it; for
 * libraries, which often carry such code and never run it, a line goes to {@value #FILE} for a note to the user: what
 * it is, a tab, where it is called. What only the JDK calls is listed there too, without a place.
 */
final class UnsupportedElements implements InternalFeature {
    private static final String FILE = "unsupported.txt";

    /**
     * SVM gives a native method that has no substitution a wrapper of this class, which would look for a native library
     * at run time.
     */
    private static final String NATIVE_WRAPPER = "com.oracle.svm.hosted.jni.JNINativeCallWrapperMethod";

    private static final int SHOWN_FRAMES = 10;

    /** A call that cannot work, and what it would do. */
    private record Call(AnalysisMethod callee, String does) {}

    @Override
    public void afterAnalysis(AfterAnalysisAccess access) {
        List<Call> calls = ((AfterAnalysisAccessImpl) access)
                .getUniverse().getMethods().stream()
                        .filter(AnalysisMethod::isReachable)
                        .flatMap(method -> unsupported(method).map(does -> new Call(method, does)).stream())
                        .sorted(Comparator.comparing(call -> name(call.callee)))
                        .toList();
        var lines = new ArrayList<String>();
        for (Call call : calls) {
            List<BytecodePosition> places = call.callee.getInvokeLocations().stream()
                    .filter(place ->
                            !Origin.of((AnalysisMethod) place.getMethod()).isModule())
                    .sorted(Comparator.comparing(UnsupportedElements::frame))
                    .toList();
            for (BytecodePosition place : places) {
                Origin caller = Origin.of((AnalysisMethod) place.getMethod());
                if (caller.isApplication()) {
                    throw UserError.abort("%s", explain(call, place));
                }
                if (!caller.isLibraryOs()) {
                    lines.add(call.does + "\t" + frame(place));
                }
            }
            if (places.isEmpty() && isUnimplementedNative(call.callee)) {
                lines.add(call.does + "\t");
            }
        }
        ReportFolder.write(FILE, lines.stream().distinct().toList());
    }

    private static Optional<String> unsupported(AnalysisMethod method) {
        if (isUnimplementedNative(method)) {
            return Optional.of("%s is a native method; images have no native libraries".formatted(name(method)));
        }
        return Optional.ofNullable(
                switch (method.format("%H.%n")) {
                    case "java.lang.ProcessBuilder.start" -> "a process is started; images have only one";
                    case "java.lang.System.loadLibrary",
                            "java.lang.System.load",
                            "java.lang.Runtime.loadLibrary",
                            "java.lang.Runtime.load" -> "a native library is loaded; images have none";
                    case "java.awt.Toolkit.getDefaultToolkit",
                            "java.awt.GraphicsEnvironment.getLocalGraphicsEnvironment",
                            "java.awt.Window.<init>" -> "AWT is used; images have no windows";
                    default -> null;
                });
    }

    private static boolean isUnimplementedNative(AnalysisMethod method) {
        return method.getWrapped().getClass().getName().equals(NATIVE_WRAPPER);
    }

    private static String explain(Call call, BytecodePosition place) {
        var caller = (AnalysisMethod) place.getMethod();
        List<String> frames = Stream.concat(
                        Stream.of(frame(place)),
                        Arrays.stream(caller.getParsingContext()).map(StackTraceElement::toString))
                .limit(SHOWN_FRAMES)
                .toList();
        return call.does + "\nIt is reached by\n  " + String.join("\n  called by ", frames);
    }

    private static String frame(BytecodePosition place) {
        return ((AnalysisMethod) place.getMethod())
                .asStackTraceElement(place.getBCI())
                .toString();
    }

    private static String name(AnalysisMethod method) {
        return method.format("%H.%n(%p)");
    }
}
