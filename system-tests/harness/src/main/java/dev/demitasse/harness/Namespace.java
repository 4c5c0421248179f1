package dev.demitasse.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace of Linux with its loopback interface up, as long as it is open. Needs root and {@code ip}. Immutable. */
public final class Namespace implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;

    private Namespace(String name) {
        this.name = name;
    }

    /** A new one. */
    public static Namespace open() {
        var namespace = new Namespace("demi" + ProcessHandle.current().pid() + "-" + COUNT.getAndIncrement());
        Tool.run("ip", "netns", "add", namespace.name);
        namespace.run("ip", "link", "set", "lo", "up");
        return namespace;
    }

    /**
     * One with a way out, which leads nowhere, and with addresses of its own that others outside can't tell from real ones.
     *
     * @param addresses on its loopback interface, by the names that programs in it know them by
     */
    public static Namespace withNames(Map<String, String> addresses) {
        Namespace namespace = open();
        namespace.run("ip", "link", "add", "out", "type", "veth", "peer", "name", "far");
        namespace.run("ip", "link", "set", "out", "up");
        namespace.run("ip", "link", "set", "far", "up");
        namespace.run("ip", "address", "add", "198.51.100.2/24", "dev", "out");
        namespace.run("ip", "route", "add", "default", "via", "198.51.100.1");
        var hosts = new StringBuilder("127.0.0.1 localhost\n");
        addresses.forEach((name, address) -> {
            namespace.run("ip", "address", "add", address + "/32", "dev", "lo");
            hosts.append(address).append(' ').append(name).append('\n');
        });
        try {
            // ip-netns(8): mounted over those of /etc for whatever runs in it.
            Files.createDirectories(namespace.settings());
            Files.writeString(namespace.settings().resolve("hosts"), hosts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return namespace;
    }

    private Path settings() {
        return Path.of("/etc/netns", name);
    }

    /**
     * One in which Linux drops what a listener has no room for, to be sent again, instead of answering with SYN cookies, some
     * of which it does not know later: it resets those connections. QEMU's user network listens with room for one.
     */
    public static Namespace withoutSynCookies() {
        Namespace namespace = open();
        namespace.run("sh", "-c", "echo 0 >/proc/sys/net/ipv4/tcp_syncookies");
        return namespace;
    }

    /** What a program prints in it; it must succeed. */
    public String run(String... command) {
        String[] whole = new String[command.length + 4];
        whole[0] = "ip";
        whole[1] = "netns";
        whole[2] = "exec";
        whole[3] = name;
        System.arraycopy(command, 0, whole, 4, command.length);
        return Tool.run(whole);
    }

    /**
     * The result of an action whose thread is in it: sockets and devices that it opens are in it, and stay so wherever they
     * are used.
     */
    public <T> T call(Callable<T> action) {
        var result = new CompletableFuture<T>();
        // A thread of its own, and a platform thread: the namespace is the thread's, and other tasks must not inherit
        // it.
        Thread.ofPlatform().name("in " + name).start(() -> {
            try {
                LinuxCalls.enterNetwork("/run/netns/" + name);
                result.complete(action.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw new AssertionError("in the namespace " + name, e.getCause());
        }
    }

    /** Its name, for {@code ip netns}. */
    public String name() {
        return name;
    }

    /** {@code demi} in it. */
    public Demi demi(Demi demi) {
        return demi.inNamespace(name);
    }

    @Override
    public void close() {
        Tool.run("ip", "netns", "delete", name);
        Tool.run("rm", "-rf", settings().toString());
    }
}
