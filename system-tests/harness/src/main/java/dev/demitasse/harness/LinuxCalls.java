package dev.demitasse.harness;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** Calls of Linux's C library that Java has none for, on x86-64 and AArch64. Stateless. */
final class LinuxCalls {
    private static final int O_RDWR_CLOEXEC = 2 | 0x80000;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final short POLLIN = 1;
    private static final int EINTR = 4;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = find("open", 2, FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT, INT));
    private static final MethodHandle IOCTL =
            find("ioctl", 2, FunctionDescriptor.of(INT, INT, LONG, ValueLayout.ADDRESS));
    private static final MethodHandle SETNS = find("setns", 2, FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle CLOSE = find("close", 1, FunctionDescriptor.of(INT, INT));
    private static final MethodHandle POLL =
            find("poll", 3, FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));
    private static final MethodHandle READ =
            find("read", 3, FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    private static final MethodHandle WRITE =
            find("write", 3, FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));

    private LinuxCalls() {}

    @SuppressWarnings("restricted")
    private static MethodHandle find(String name, int fixedArguments, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        MemorySegment function = linker.defaultLookup().find(name).orElseThrow();
        return fixedArguments == descriptor.argumentLayouts().size()
                ? linker.downcallHandle(function, descriptor, Linker.Option.captureCallState("errno"))
                : linker.downcallHandle(
                        function,
                        descriptor,
                        Linker.Option.captureCallState("errno"),
                        Linker.Option.firstVariadicArg(fixedArguments));
    }

    /** A descriptor of a device for reading and writing (open(2)). */
    static int openDevice(String path) throws IOException {
        return open(path, O_RDWR_CLOEXEC);
    }

    private static int open(String path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result;
            try {
                result = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags, 0);
            } catch (Throwable e) {
                throw new LinkageError("open(2)", e);
            }
            return (int) checked("open of " + path, result, state);
        }
    }

    /** Has the calling thread, and no other, open its sockets in a network namespace from now on (setns(2)). */
    static void enterNetwork(String path) throws IOException {
        int namespace = open(path, O_RDONLY_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result;
            try {
                result = (int) SETNS.invokeExact(state, namespace, CLONE_NEWNET);
            } catch (Throwable e) {
                throw new LinkageError("setns(2)", e);
            }
            checked("setns to " + path, result, state);
        } finally {
            close(namespace);
        }
    }

    /** ioctl(2) with a structure. */
    static void control(int descriptor, long request, MemorySegment argument) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result;
            try {
                result = (int) IOCTL.invokeExact(state, descriptor, request, argument);
            } catch (Throwable e) {
                throw new LinkageError("ioctl(2)", e);
            }
            checked("ioctl " + Long.toHexString(request), result, state);
        }
    }

    /** Whether there is something to read, waiting for at most so many milliseconds (poll(2)). */
    static boolean awaitReadable(int descriptor, int milliseconds) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment request = arena.allocate(8);
            request.set(INT, 0, descriptor);
            request.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            int result;
            try {
                result = (int) POLL.invokeExact(state, request, 1L, milliseconds);
            } catch (Throwable e) {
                throw new LinkageError("poll(2)", e);
            }
            return result < 0 && (int) ERRNO.get(state, 0L) == EINTR ? false : checked("poll", result, state) > 0;
        }
    }

    /** read(2) into all of a segment of native memory; how many bytes came. */
    static int read(int descriptor, MemorySegment target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result;
            try {
                result = (long) READ.invokeExact(state, descriptor, target, target.byteSize());
            } catch (Throwable e) {
                throw new LinkageError("read(2)", e);
            }
            return (int) checked("read", result, state);
        }
    }

    /** write(2) of the first bytes of a segment of native memory. */
    static void write(int descriptor, MemorySegment source, int length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result;
            try {
                result = (long) WRITE.invokeExact(state, descriptor, source, (long) length);
            } catch (Throwable e) {
                throw new LinkageError("write(2)", e);
            }
            checked("write", result, state);
        }
    }

    /** close(2), whose complaints change nothing. */
    static void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            int unused = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
        } catch (Throwable e) {
            throw new LinkageError("close(2)", e);
        }
    }

    private static long checked(String what, long result, MemorySegment state) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": errno " + (int) ERRNO.get(state, 0L));
        }
        return result;
    }
}
