package hostile;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.graalvm.nativeimage.PinnedObject;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunction.Transition;
import org.graalvm.word.Pointer;
import org.graalvm.word.WordFactory;

/**
 * An application that has got hold of the process's system calls, and tries to break out: its first argument says how.
 * With none of its words it is {@link probe.Probe}.
 */
public final class Hostile {
    private static final int OPEN = 2;
    private static final int MMAP = 9;
    private static final int MPROTECT = 10;
    private static final int SOCKET = 41;
    private static final int FORK = 57;
    private static final int EXECVE = 59;
    private static final int KILL = 62;
    private static final int PTRACE = 101;

    /** The null page, which no process has. */
    private static final long NOWHERE = 0x123;

    private Hostile() {}

    /** The machine code of the library OS, which every image of the target process contains. */
    @CFunction(value = "demi_system_call", transition = Transition.NO_TRANSITION)
    private static native long call(long number, long a, long b, long c, long d, long e, long f);

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "open" -> attempt(OPEN, "/etc/passwd", 0, 0);
            case "exec" -> attempt(EXECVE, "/bin/sh", 0, 0);
            case "connect" -> attempt(SOCKET, 2, 1, 0);
            case "fork" -> attempt(FORK, 0, 0, 0);
            case "kill" -> attempt(KILL, 1, 0, 0);
            case "trace" -> attempt(PTRACE, 0, 0, 0);
            case "map" -> attempt(MMAP, 0, 4096, 7);
            case "write-code" -> attempt(MPROTECT, 0x100000, 4096, 7);
            case "crash" -> attempt(NOWHERE);
            case "crash-when-asked" -> crashWhenAsked();
            default -> probe.Probe.main(arguments);
        }
    }

    private static void attempt(int number, String path, long b, long c) {
        byte[] text = (path + "\0").getBytes(StandardCharsets.UTF_8);
        try (PinnedObject pinned = PinnedObject.create(text)) {
            attempt(number, pinned.addressOfArrayElement(0).rawValue(), b, c);
        }
    }

    private static void attempt(int number, long a, long b, long c) {
        System.out.println("trying");
        System.out.println("survived with " + call(number, a, b, c, 0, 0, 0));
    }

    /** Waits until somebody connects and says something. */
    private static void crashWhenAsked() throws IOException {
        try (var listener = new ServerSocket(8080)) {
            System.out.println("serving");
            try (Socket socket = listener.accept()) {
                socket.getInputStream().read();
                attempt(NOWHERE);
            }
        }
    }

    /** Reads where nothing is mapped. */
    private static void attempt(long address) {
        System.out.println("trying");
        Pointer nothing = WordFactory.pointer(address);
        System.out.println("survived with " + nothing.readByte(0));
    }
}
