package dev.demitasse.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;

/** The beginnings of the last frames that passed, as a file of pcap (draft-ietf-opsawg-pcap). Thread-safe. */
public final class Capture {
    private static final int FRAMES = 50_000;
    private static final int SNAPSHOT = 128;
    private static final int MAGIC_MICROSECONDS = 0xa1b2c3d4;
    private static final int VERSION_2_4 = 2 << 16 | 4;
    private static final int LINK_ETHERNET = 1;

    private record Frame(long microseconds, int length, byte[] beginning) {}

    private final ArrayDeque<Frame> frames = new ArrayDeque<>();

    synchronized void add(byte[] frame, int length) {
        if (frames.size() == FRAMES) {
            frames.removeFirst();
        }
        long microseconds = System.currentTimeMillis() * 1000 + System.nanoTime() / 1000 % 1000;
        frames.addLast(new Frame(microseconds, length, Arrays.copyOf(frame, Math.min(length, SNAPSHOT))));
    }

    /** Writes them, with the folders that it takes. */
    public synchronized void write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.BIG_ENDIAN);
                header.putInt(MAGIC_MICROSECONDS).putInt(VERSION_2_4).putLong(0);
                header.putInt(SNAPSHOT).putInt(LINK_ETHERNET).flip();
                channel.write(header);
                for (Frame frame : frames) {
                    ByteBuffer record = ByteBuffer.allocate(16 + SNAPSHOT).order(ByteOrder.BIG_ENDIAN);
                    record.putInt((int) (frame.microseconds / 1_000_000))
                            .putInt((int) (frame.microseconds % 1_000_000));
                    record.putInt(frame.beginning.length).putInt(frame.length);
                    channel.write(record.put(frame.beginning).flip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
