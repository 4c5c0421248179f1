package dev.demitasse.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.demitasse.contents.Capability;
import dev.demitasse.contents.Difference;
import dev.demitasse.toolchain.ChangedSetting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What differs between two images: their settings, and what is inside. Immutable.
 *
 * @param from digest of the one before
 * @param to digest of the one after
 * @param settings main class, memory and the like, where they differ
 * @param contents what is inside
 */
record ImageDifference(String from, String to, List<ChangedSetting> settings, Difference contents) {
    private static final int SHOWN = 15;
    private static final int SHORT_DIGEST = 12;

    static ImageDifference between(KnownImage before, KnownImage after) throws IOException {
        return new ImageDifference(
                before.image().digest(),
                after.image().digest(),
                ChangedSetting.between(before.image().manifest(), after.image().manifest()),
                Difference.between(before.contents(), after.contents()));
    }

    /** Whether the files are the same to the byte. */
    @JsonIgnore
    boolean isEmpty() {
        return from.equals(to);
    }

    /** In words for a reviewer. */
    List<String> lines() {
        if (isEmpty()) {
            return List.of("no difference");
        }
        var lines = new ArrayList<String>();
        lines.add("--- sha256:" + from.substring(0, SHORT_DIGEST));
        lines.add("+++ sha256:" + to.substring(0, SHORT_DIGEST));
        if (settings.isEmpty() && contents.isEmpty()) {
            lines.add("The same classes, components, ports and settings; the bytes differ,"
                    + " as when a file compiled in or a method of equal length does.");
            return lines;
        }
        settings.forEach(one -> lines.add(one.name() + ": " + one.before() + " before, now " + one.after()));
        var size = contents.size();
        lines.add("size: " + change(size.before(), size.after()));
        var heap = contents.heap();
        if (heap.before() != heap.after()) {
            lines.add("image heap of classes: " + change(heap.before(), heap.after()));
        }
        for (String one : contents.capabilities().added()) {
            lines.add("it can now: " + words(one));
        }
        for (String one : contents.capabilities().removed()) {
            lines.add("it can no longer: " + words(one));
        }
        list(lines, "ports added", contents.ports().added());
        list(lines, "ports removed", contents.ports().removed());
        list(lines, "drivers added", contents.drivers().added());
        list(lines, "drivers removed", contents.drivers().removed());
        list(lines, "components added", contents.components().added());
        list(lines, "components removed", contents.components().removed());
        contents.components().changed().forEach(one -> lines.add(describe(one)));
        list(lines, "classes added", contents.classes().added());
        list(lines, "classes removed", contents.classes().removed());
        list(
                lines,
                "classes whose machine code has another size",
                contents.resized().stream()
                        .map(one -> one.name() + " " + change(one.before(), one.after()))
                        .toList());
        return lines;
    }

    private static String describe(Difference.Changed one) {
        boolean other = !one.versionBefore().equals(one.versionAfter());
        return "component " + one.name()
                + (other ? ", version " + one.versionBefore() + " before, now " + one.versionAfter() : "") + ": "
                + change(one.before(), one.after());
    }

    private static String words(String capability) {
        return switch (capability) {
            case Capability.OUTBOUND_NETWORK -> "connect or send to others (outbound-network)";
            case Capability.REFLECTION -> "call by names known at run time only (reflection)";
            default -> capability;
        };
    }

    private static String change(long before, long after) {
        long more = after - before;
        return Quantities.size(before) + " before, now " + Quantities.size(after)
                + (more == 0 ? "" : " (" + (more > 0 ? "+" : "-") + Quantities.size(Math.abs(more)) + ")");
    }

    private static void list(List<String> lines, String title, List<?> names) {
        if (names.isEmpty()) {
            return;
        }
        lines.add(title + " (" + names.size() + "):");
        names.stream().limit(SHOWN).forEach(name -> lines.add("  " + name));
        if (names.size() > SHOWN) {
            lines.add("  and " + (names.size() - SHOWN) + " more; --output json lists them");
        }
    }
}
