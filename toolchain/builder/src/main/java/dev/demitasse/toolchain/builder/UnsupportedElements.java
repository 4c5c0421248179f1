package dev.demitasse.toolchain.builder;

import com.oracle.graal.pointsto.meta.AnalysisMethod;
import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.core.util.UserError;
import com.oracle.svm.hosted.FeatureImpl.AfterAnalysisAccessImpl;
import com.oracle.svm.hosted.FeatureImpl.BeforeAnalysisAccessImpl;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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

    /** What cannot work, by the class and the methods that begin it. */
    private static final List<Entrance> ENTRANCES = List.of(
            new Entrance("java.lang.ProcessBuilder", "start", "a process is started; images have only one"),
            new Entrance("java.lang.Runtime", "exec", "a process is started; images have only one"),
            new Entrance("java.lang.System", "loadLibrary", "a native library is loaded; images have none"),
            new Entrance("java.lang.System", "load", "a native library is loaded; images have none"),
            new Entrance("java.lang.Runtime", "loadLibrary", "a native library is loaded; images have none"),
            new Entrance("java.lang.Runtime", "load", "a native library is loaded; images have none"),
            new Entrance("java.awt.Toolkit", "getDefaultToolkit", "AWT is used; images have no windows"),
            new Entrance(
                    "java.awt.GraphicsEnvironment",
                    "getLocalGraphicsEnvironment",
                    "AWT is used; images have no windows"),
            new Entrance("java.awt.Window", "show", "AWT is used; images have no windows"));

    private record Entrance(String type, String method, String does) {}

    private final Map<AnalysisMethod, String> watched = new LinkedHashMap<>();

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        var metaAccess = ((BeforeAnalysisAccessImpl) access).getMetaAccess();
        for (Entrance entrance : ENTRANCES) {
            Class<?> type = access.findClassByName(entrance.type);
            if (type == null) {
                continue;
            }
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(entrance.method)) {
                    AnalysisMethod watchedMethod = metaAccess.lookupJavaMethod(method);
                    watchedMethod.startTrackInvocations();
                    watched.put(watchedMethod, entrance.does);
                }
            }
        }
    }

    @Override
    public void afterAnalysis(AfterAnalysisAccess access) {
        var lines = new TreeSet<String>();
        watched.forEach((method, does) -> {
            if (method.isImplementationInvoked()) {
                method.getInvokeLocations().forEach(place -> judge(does, place, lines));
            }
        });
        for (AnalysisMethod method :
                ((AfterAnalysisAccessImpl) access).getUniverse().getMethods()) {
            if (method.isReachable() && isUnimplementedNative(method)) {
                String does =
                        "%s is a native method; images have no native libraries".formatted(method.format("%H.%n(%p)"));
                if (method.getParsingReason() instanceof BytecodePosition place) {
                    judge(does, place, lines);
                } else {
                    lines.add(does + "\t");
                }
            }
        }
        ReportFolder.write(FILE, List.copyOf(lines));
    }

    /** Ends the build when the application itself makes the call; adds a line for a library; else only names it. */
    private static void judge(String does, BytecodePosition place, TreeSet<String> lines) {
        Origin caller = Origin.of((AnalysisMethod) place.getMethod());
        if (caller.isApplication()) {
            throw UserError.abort("%s", explain(does, place));
        }
        boolean library = !caller.isModule() && !caller.isLibraryOs();
        lines.add(does + "\t" + (library ? frame(place) : ""));
    }

    private static boolean isUnimplementedNative(AnalysisMethod method) {
        return method.getWrapped().getClass().getName().equals(NATIVE_WRAPPER);
    }

    private static String explain(String does, BytecodePosition place) {
        var caller = (AnalysisMethod) place.getMethod();
        List<String> frames = Stream.concat(
                        Stream.of(frame(place)),
                        Arrays.stream(caller.getParsingContext()).map(StackTraceElement::toString))
                .limit(SHOWN_FRAMES)
                .toList();
        return does + "\nIt is reached by\n  " + String.join("\n  called by ", frames);
    }

    private static String frame(BytecodePosition place) {
        return ((AnalysisMethod) place.getMethod())
                .asStackTraceElement(place.getBCI())
                .toString();
    }
}
