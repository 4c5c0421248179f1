package dev.demitasse.contents;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What an image may be and have. Immutable.
 *
 * @param maxSize bytes it may have at most
 * @param forbidden packages and classes it may not have: {@code a.b} is a package or class, {@code a.b.*} a package and
 *     all below
 * @param noReflection whether code of the application and its libraries may not use {@link Capability#REFLECTION}
 * @param noOutboundNetwork whether nothing may use {@link Capability#OUTBOUND_NETWORK}
 */
public record Budget(OptionalLong maxSize, List<String> forbidden, boolean noReflection, boolean noOutboundNetwork) {
    private static final int LARGEST_SHOWN = 3;

    /** What allows everything. */
    public static final Budget NONE = new Budget(OptionalLong.empty(), List.of(), false, false);

    /** Copies. */
    public Budget {
        forbidden = List.copyOf(forbidden);
    }

    /**
     * A breach.
     *
     * @param message one line: what is too much, and by how much
     * @param path the way that leads to it; empty for one of size
     */
    public record Breach(String message, List<Why.Hop> path) {
        /** Message and way, in lines. */
        public String text() {
            return path.isEmpty() ? message : message + "\n" + String.join("\n", Why.lines(path));
        }
    }

    /** The breaches of contents, in the order of this record's parts; none when they keep within the budget. */
    public List<Breach> check(Contents contents) {
        var breaches = new ArrayList<Breach>();
        var why = new Why(contents);
        if (maxSize.isPresent() && contents.size() > maxSize.getAsLong()) {
            breaches.add(new Breach(tooLarge(contents), List.of()));
        }
        for (String name : forbidden) {
            why.nearest(new NamePattern(name)::matches)
                    .ifPresent(one -> breaches.add(new Breach(
                            "%s is forbidden, and %s is in the image:".formatted(name, one.name()),
                            why.path(one.step()))));
        }
        for (Capability capability : contents.capabilities()) {
            boolean refused = switch (capability.name()) {
                case Capability.REFLECTION -> noReflection;
                case Capability.OUTBOUND_NETWORK -> noOutboundNetwork;
                default -> false;
            };
            if (refused) {
                breaches.add(new Breach(
                        "%s is to be none, and is used:".formatted(capability.name()), why.path(capability.step())));
            }
        }
        return List.copyOf(breaches);
    }

    private String tooLarge(Contents contents) {
        List<ContentsView.ComponentView> largest = ContentsView.of(contents).components().stream()
                .limit(LARGEST_SHOWN)
                .toList();
        List<String> shown =
                largest.stream().map(one -> one.name() + " " + one.bytes()).toList();
        return "the image has %d bytes, and max-size is %d; the largest components in bytes: %s"
                .formatted(contents.size(), maxSize.orElse(0), String.join(", ", shown));
    }
}
