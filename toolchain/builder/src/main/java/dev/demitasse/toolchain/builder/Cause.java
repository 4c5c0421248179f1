package dev.demitasse.toolchain.builder;

import com.oracle.graal.pointsto.ObjectScanner.EmbeddedRootScan;
import com.oracle.graal.pointsto.ObjectScanner.FieldConstantFold;
import com.oracle.graal.pointsto.ObjectScanner.FieldScan;
import com.oracle.graal.pointsto.ObjectScanner.MethodParsing;
import com.oracle.graal.pointsto.ObjectScanner.ScanReason;
import com.oracle.graal.pointsto.meta.AnalysisElement;
import com.oracle.graal.pointsto.meta.AnalysisField;
import com.oracle.graal.pointsto.meta.AnalysisMethod;
import com.oracle.graal.pointsto.meta.AnalysisType;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jdk.vm.ci.code.BytecodePosition;
import jdk.vm.ci.meta.ResolvedJavaField;
import jdk.vm.ci.meta.ResolvedJavaMethod;
import org.jspecify.annotations.Nullable;

/**
 * Why the analysis took something into the image, in our terms. SVM notes a reason for each thing as it comes upon it: a
 * place in code, a thing that refers to it, a chain of objects of the image heap, or a sentence.
 *
 * @param by the method or type that is to blame; null when a sentence is all there is
 * @param how what it does, as a verb: {@code calls}, {@code reads field X}; or that sentence
 */
record Cause(@Nullable AnalysisElement by, String how) {
    /** What a reason leads to at most by way of other reasons: a longer way is a circle. */
    private static final int LONGEST = 200;

    private static final String UNKNOWN = "no reason is recorded";

    /** Sentences that say little: what can be reached by way of another is. */
    static final Set<String> VAGUE = Set.of(
            UNKNOWN, "manually triggered rescan", "manually created constant", "Unknown constant fold location.");

    private static final String PRINTED_METHOD = "AnalysisMethod<";

    /** How a member is told that is compiled into others before the analysis, as SVM's templates of machine code are. */
    static final String OWN_CODE = "SubstrateVM's own use of %H.%n";

    /**
     * Follows a reason to a method, a type, or a sentence.
     *
     * @param how what a method does that is named itself
     */
    static Cause of(@Nullable Object reason, String how) {
        Object next = reason;
        String does = how;
        for (int i = 0; i < LONGEST; i++) {
            switch (next) {
                case BytecodePosition place
                when place.getMethod() instanceof AnalysisMethod method -> {
                    return new Cause(method, does);
                }
                case AnalysisMethod method -> {
                    return new Cause(method, does);
                }
                case AnalysisType type -> {
                    return new Cause(type, "refers to");
                }
                case AnalysisField field -> {
                    does = reads(field);
                    next = access(field);
                }
                case MethodParsing parsing -> {
                    return new Cause(parsing.getMethod(), does);
                }
                case EmbeddedRootScan root
                when root.getMethod() != null -> {
                    return new Cause(root.getMethod(), does.startsWith("reads") ? does : "uses a constant of");
                }
                case EmbeddedRootScan root -> next = root.getReason();
                case FieldScan scan -> {
                    does = reads(scan.getField());
                    ScanReason before = scan.getPrevious();
                    next = before != null ? before : access(scan.getField());
                }
                case FieldConstantFold fold when fold.getPrevious() != null -> next = fold.getPrevious();
                case ScanReason scan when scan.getPrevious() != null -> next = scan.getPrevious();
                case null -> {
                    return new Cause(null, UNKNOWN);
                }
                case ResolvedJavaMethod method -> {
                    return new Cause(null, method.format(OWN_CODE));
                }
                case ResolvedJavaField field -> {
                    return new Cause(null, field.format(OWN_CODE));
                }
                default -> {
                    return new Cause(null, sentence(next.toString()));
                }
            }
        }
        return new Cause(null, UNKNOWN);
    }

    /** The first of SVM's reasons for a field. */
    private static @Nullable Object access(AnalysisField field) {
        return Stream.of(
                        Optional.ofNullable(field.getReadBy()),
                        Optional.ofNullable(field.getFoldedReason()),
                        Optional.ofNullable(field.getAccessedReason()),
                        Optional.ofNullable(field.getWrittenReason()))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    private static String reads(AnalysisField field) {
        return "reads field " + field.format("%H.%n");
    }

    /** One line, without the noise of SVM's ways to say where it was registered. */
    private static String sentence(String reason) {
        String line = reason.lines().findFirst().orElse("").strip();
        if (line.toLowerCase(Locale.ROOT).contains("reflection")) {
            return "reflection registration";
        }
        if (line.startsWith(PRINTED_METHOD) && line.contains(" -> ")) {
            return OWN_CODE.replace("%H.%n", line.substring(PRINTED_METHOD.length(), line.indexOf(" -> ")));
        }
        return line.isEmpty() ? UNKNOWN : line;
    }
}
