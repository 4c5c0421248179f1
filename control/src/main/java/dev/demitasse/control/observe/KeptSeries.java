package dev.demitasse.control.observe;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What was measured, in a file, so that charts do not begin anew with the control plane. The file is replaced whole; one that
 * is damaged, or of a version with other gauges, is as good as none: nobody needs it but charts. Stateless.
 *
 * @param services by name
 * @param instances by name
 */
record KeptSeries(Map<String, Series> services, Map<String, Series> instances) {
    private static final int MAGIC = 0xde311755;
    private static final int FORMAT = 1;
    private static final int MOST = 20_000;

    /** What a file holds; nothing, when there is none that can be read. */
    static KeptSeries read(Path file) {
        if (!Files.isRegularFile(file)) {
            return new KeptSeries(Map.of(), Map.of());
        }
        try (var in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
            if (in.readInt() != MAGIC || in.readInt() != FORMAT || in.readInt() != Gauge.values().length) {
                return new KeptSeries(Map.of(), Map.of());
            }
            return new KeptSeries(readAll(in), readAll(in));
        } catch (IOException e) {
            return new KeptSeries(Map.of(), Map.of());
        }
    }

    private static Map<String, Series> readAll(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException("there are no " + count + " series");
        }
        var all = new HashMap<String, Series>();
        for (int i = 0; i < count; i++) {
            all.put(in.readUTF(), Series.read(in));
        }
        return all;
    }

    /** Writes them to a file, in place of the one before. */
    void write(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (var out = new DataOutputStream(
                    new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(part), 1 << 16)))) {
                out.writeInt(MAGIC);
                out.writeInt(FORMAT);
                out.writeInt(Gauge.values().length);
                writeAll(out, services);
                writeAll(out, instances);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void writeAll(DataOutputStream out, Map<String, Series> all) throws IOException {
        Map<String, Series> now = Map.copyOf(all);
        out.writeInt(now.size());
        for (var one : now.entrySet()) {
            out.writeUTF(one.getKey());
            one.getValue().write(out);
        }
    }
}
