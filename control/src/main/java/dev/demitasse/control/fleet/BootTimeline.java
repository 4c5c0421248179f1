package dev.demitasse.control.fleet;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * When an instance came to which step on its way up, as it was heard here: what a guest says bears no time, and on a busy
 * machine several words are heard at once. Immutable.
 *
 * @param marks the steps that were reached, the earliest first
 */
public record BootTimeline(List<Mark> marks) {
    /** Of an instance of which nothing is known. */
    public static final BootTimeline NONE = new BootTimeline(List.of());

    private static final String FILE = "boot.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies the list. */
    public BootTimeline {
        marks = List.copyOf(marks);
    }

    /** What happens on the way up. There is no firmware: hypervisors start our kernel themselves. */
    public enum Step {
        /** The control plane wants it. */
        ASKED,
        /** It was its turn, its image was verified, and its hypervisor is told to start it. */
        LAUNCHED,
        /** Its kernel runs, on a machine with memory and clock. */
        KERNEL,
        /** Its devices are up, and the application's main is called. */
        MAIN,
        /** Its network, which begins when the application first uses it, has addresses. */
        NETWORK,
        /** It listens on a port. */
        LISTENING,
        /** It listens on all its ports and is healthy. */
        READY,
        /** Somebody has had an answer. */
        ANSWERED;

        /** As the API names it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A step that was reached. */
    public record Mark(Step step, Instant at) {}

    private record Line(Step step, String at) {}

    /** The same with one more step; only the first time counts. */
    public BootTimeline with(Step step, Instant at) {
        if (marks.stream().anyMatch(mark -> mark.step() == step)) {
            return this;
        }
        var more = new ArrayList<>(marks);
        more.add(new Mark(step, at));
        more.sort(Comparator.comparing(Mark::at));
        return new BootTimeline(more);
    }

    /** Writes it into an instance's directory; where that cannot be, it is not known later, and nothing else. */
    void write(Path directory) {
        List<Line> lines = marks.stream()
                .map(mark -> new Line(mark.step(), mark.at().toString()))
                .toList();
        try {
            Path part = directory.resolve(FILE + ".part");
            Files.write(part, JSON.writeValueAsBytes(lines));
            Files.move(part, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // The disk is full, or the instance is gone already.
            return;
        }
    }

    /** What {@link #write} left in a directory; nothing when that makes no sense. */
    static BootTimeline read(Path directory) {
        BootTimeline timeline = NONE;
        try {
            for (Line line : JSON.readValue(Files.readAllBytes(directory.resolve(FILE)), Line[].class)) {
                timeline = timeline.with(line.step(), Instant.parse(line.at()));
            }
        } catch (JacksonException | DateTimeParseException e) {
            return NONE;
        } catch (IOException e) {
            // It was never written: the instance did not become ready.
            return NONE;
        }
        return timeline;
    }
}
