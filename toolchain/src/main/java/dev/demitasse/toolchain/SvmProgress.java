package dev.demitasse.toolchain;

import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads the stages of a build from SVM's output. It has a line for each, such as {@code [2/8] Performing analysis...},
 * which is complete when the stage is ({@code com.oracle.svm.hosted.ProgressReporter}): so a line means that the next
 * stage begins. Confined to one thread.
 */
final class SvmProgress implements Consumer<String> {
    private static final Pattern STAGE_LINE = Pattern.compile("^\\[(\\d)/\\d\\] ");

    private static final Map<Integer, Stage> NEXT =
            Map.of(1, Stage.ANALYSING, 2, Stage.COMPILING, 7, Stage.WRITING_HEAP);

    private final BuildListener listener;

    SvmProgress(BuildListener listener) {
        this.listener = listener;
    }

    @Override
    public void accept(String line) {
        listener.output(line);
        var stageLine = STAGE_LINE.matcher(line);
        if (stageLine.find()) {
            Stage stage = NEXT.get(Integer.parseInt(stageLine.group(1)));
            if (stage != null) {
                listener.stage(stage);
            }
        }
    }
}
