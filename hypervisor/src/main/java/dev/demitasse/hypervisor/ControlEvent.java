package dev.demitasse.hypervisor;

import java.util.Optional;

/**
 * Something that a guest tells its host on the control channel, a line of the form {@code demi EVENT [VALUE]}. Lines
 * come from the guest and are not trusted: what cannot be understood is no event.
 */
public sealed interface ControlEvent {
    /** The kernel runs. */
    record Boot() implements ControlEvent {}

    /** The application's {@code main} is about to be called. */
    record Main() implements ControlEvent {}

    /** The network has its addresses; an application that has no use for them never gets there. */
    record Network() implements ControlEvent {}

    /** A TCP port accepts connections from now on. */
    record Listening(int port) implements ControlEvent {}

    /** The application has ended; the guest powers off. {@code status} is 0 to 255. */
    record Exit(int status) implements ControlEvent {}

    /** The kernel cannot go on; details are on the console. */
    record Panic(String message) implements ControlEvent {}

    /** Said by the host, not the guest: a signal has ended the process, with this number of Linux's, 1 to 64. */
    record Killed(int signal) implements ControlEvent {}

    /** The longest line that can be an event, in characters; a guest that sends more is cut off there. */
    int MAXIMUM_LENGTH = 1024;

    /** Reads one line, without its line end. */
    static Optional<ControlEvent> parse(String line) {
        String[] words = line.split(" ", 3);
        if (words.length < 2 || !words[0].equals("demi")) {
            return Optional.empty();
        }
        String value = words.length == 3 ? words[2] : "";
        return switch (words[1]) {
            case "boot" -> Optional.of(new Boot());
            case "main" -> Optional.of(new Main());
            case "network" -> Optional.of(new Network());
            case "listening" -> number(value, 65535).map(Listening::new);
            case "exit" -> number(value, 255).map(Exit::new);
            case "panic" -> Optional.of(new Panic(printable(value)));
            case "killed" -> number(value, 64).map(Killed::new);
            default -> Optional.empty();
        };
    }

    private static Optional<Integer> number(String text, int most) {
        if (!text.matches("\\d{1,5}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(text);
        return number <= most ? Optional.of(number) : Optional.empty();
    }

    /** Without control characters, which would let a guest write escape sequences to the operator's terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
