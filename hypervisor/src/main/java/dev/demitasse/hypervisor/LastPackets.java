package dev.demitasse.hypervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The last packets that a guest has told, as a file of pcap (draft-ietf-opsawg-pcap, with nanoseconds): at its end, in a panic, or
 * when it was asked for a report. The guest writes {@code demi packets COUNT}, then {@code demi packet NANOSECONDS LENGTH
 * HEXADECIMAL} for each. Lines that are none are passed over. Stateless.
 */
public final class LastPackets {
    private static final String HEAD = "demi packets ";
    private static final String PREFIX = "demi packet ";
    private static final int MAGIC_NANOSECONDS = 0xa1b2_3c4d;
    private static final int VERSION_2_4 = 2 << 16 | 4;
    private static final int LONGEST = 65_535;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final long SECOND = 1_000_000_000L;

    /** As many as a guest keeps, and more: one that lies gets no more of our memory. */
    private static final int MOST = 8192;

    private LastPackets() {}

    private record Packet(long nanoseconds, int length, byte[] beginning) {}

    /** The newest that there are; no bytes when the guest has told none. */
    public static byte[] pcap(InstanceFiles files) {
        var packets = new ArrayList<Packet>();
        boolean told = false;
        try (BufferedReader lines = Files.newBufferedReader(files.controlLog(), StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(HEAD)) {
                    told = true;
                    packets.clear();
                } else if (line.startsWith(PREFIX) && packets.size() < MOST) {
                    add(packets, line.substring(PREFIX.length()));
                }
            }
        } catch (IOException e) {
            throw new HypervisorException("cannot read " + files.controlLog() + ": " + e.getMessage(), e);
        }
        return told ? file(packets) : new byte[0];
    }

    private static void add(List<Packet> packets, String text) {
        if (text.matches("(?:\\d{1,18}|[1-8]\\d{18}) \\d{1,5} (?:[0-9a-f]{2}){0,256}")) {
            String[] words = text.split(" ", 3);
            packets.add(new Packet(
                    Long.parseLong(words[0]),
                    Integer.parseInt(words[1]),
                    HexFormat.of().parseHex(words[2])));
        }
    }

    private static byte[] file(List<Packet> packets) {
        int size = 24;
        for (Packet packet : packets) {
            size += 16 + packet.beginning.length;
        }
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.BIG_ENDIAN);
        file.putInt(MAGIC_NANOSECONDS)
                .putInt(VERSION_2_4)
                .putLong(0)
                .putInt(LONGEST)
                .putInt(LINKTYPE_ETHERNET);
        for (Packet packet : packets) {
            file.putInt((int) (packet.nanoseconds / SECOND)).putInt((int) (packet.nanoseconds % SECOND));
            file.putInt(packet.beginning.length).putInt(Math.max(packet.length, packet.beginning.length));
            file.put(packet.beginning);
        }
        return file.array();
    }
}
