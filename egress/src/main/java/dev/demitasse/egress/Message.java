package dev.demitasse.egress;

import java.util.List;

/**
 * One line between the process of the filter and whoever speaks to it: words between tabs, none of which has a tab or a line
 * end in it. Stateless.
 */
final class Message {
    /** What both ends speak; a filter that says something else is told {@link #END}, which all versions know. */
    static final String GREETING = "demitasse-egress 2";

    /** Of the client: open a link; which there are; tell what happens from now on; where services are; whether it is well; end. */
    static final String OPEN = "open";

    static final String LIST = "list";
    static final String WATCH = "watch";
    static final String SERVICES = "services";
    static final String PING = "ping";
    static final String END = "end";

    /** Of the server: done; not done; something was refused; a link has ended. */
    static final String DONE = "done";

    static final String FAILED = "failed";
    static final String REFUSED = "refused";
    static final String CLOSED = "closed";

    private Message() {}

    static String of(String... words) {
        return String.join("\t", List.of(words).stream().map(Message::plain).toList());
    }

    private static String plain(String word) {
        return word.replaceAll("\\p{Cntrl}", "?");
    }

    static List<String> words(String line) {
        return List.of(line.split("\t", -1));
    }
}
