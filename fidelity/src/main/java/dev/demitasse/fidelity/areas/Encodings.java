package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.Checksum;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Compression, archives, check sums, Base64, hexadecimal. */
public final class Encodings {
    private static final byte[] TEXT =
            "The quick brown fox jumps over the lazy dog. ".repeat(500).getBytes(StandardCharsets.UTF_8);

    /** The first fifty bytes of what zlib makes of a hundred; each compressor would make others of them. */
    private static final String CUT_OFF = "789c0bc94855282ccd4cce56482aca2fcf5348cbaf50c82acd2d2856c82f4b2d5228"
            + "014ae72456552aa4e4a7eb2824e6a5282462";

    private Encodings() {}

    /** Runs them. */
    public static void run(Checks checks) {
        deflate(checks);
        gzip(checks);
        archives(checks);
        sums(checks);
        base64(checks);
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(11).nextBytes(bytes);
        return bytes;
    }

    private static byte[] deflated(byte[] bytes, int level, boolean raw) {
        var deflater = new Deflater(level, raw);
        deflater.setInput(bytes);
        deflater.finish();
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1000];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static byte[] inflated(byte[] bytes, boolean raw) throws DataFormatException {
        var inflater = new Inflater(raw);
        inflater.setInput(bytes);
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[777];
        while (!inflater.finished()) {
            int count = inflater.inflate(buffer);
            if (count == 0 && inflater.needsInput()) {
                throw new DataFormatException("needs input after " + out.size());
            }
            out.write(buffer, 0, count);
        }
        inflater.end();
        return out.toByteArray();
    }

    private static void deflate(Checks checks) {
        for (int level : new int[] {-1, 0, 1, 6, 9}) {
            checks.check(
                    "deflate-level-" + (level + 1),
                    () -> Arrays.equals(inflated(deflated(TEXT, level, false), false), TEXT) + " "
                            + (deflated(TEXT, level, false).length < TEXT.length));
        }
        checks.check(
                "deflate-noise",
                () -> Arrays.equals(inflated(deflated(noise(100_000), 6, true), true), noise(100_000)));
        checks.check("deflate-stored", () -> deflated("stored".getBytes(StandardCharsets.US_ASCII), 0, false));
        checks.check(
                "inflate-known",
                () -> new String(
                        inflated(
                                HexFormat.of().parseHex("789c4b4c4a4e44423a0ac58999290a2519a90a69f915009f390a7a"),
                                false),
                        StandardCharsets.US_ASCII));
        checks.check("inflate-garbage", () -> inflated(new byte[] {1, 2, 3, 4}, false));
        checks.check("inflate-wrong-block", () -> inflated(new byte[] {7, 2, 3, 4}, true));
        checks.check("inflate-truncated", () -> inflated(HexFormat.of().parseHex(CUT_OFF), false).length);
        checks.check("inflate-damaged", () -> {
            byte[] bytes = deflated(TEXT, 6, false);
            bytes[bytes.length - 1] ^= 1;
            return inflated(bytes, false);
        });
        checks.check("dictionary", () -> {
            byte[] dictionary = "quick brown fox".getBytes(StandardCharsets.US_ASCII);
            var deflater = new Deflater();
            deflater.setDictionary(dictionary);
            deflater.setInput("a quick brown fox".getBytes(StandardCharsets.US_ASCII));
            deflater.finish();
            byte[] bytes = new byte[100];
            int count = deflater.deflate(bytes);
            var inflater = new Inflater();
            inflater.setInput(bytes, 0, count);
            byte[] plain = new byte[100];
            int first = inflater.inflate(plain);
            boolean needs = inflater.needsDictionary();
            inflater.setDictionary(dictionary);
            return List.of(
                    first,
                    needs,
                    new String(plain, 0, inflater.inflate(plain), StandardCharsets.US_ASCII),
                    inflater.getAdler());
        });
        checks.check("dictionary-wrong", () -> {
            var deflater = new Deflater();
            deflater.setDictionary(new byte[] {1, 2, 3});
            deflater.setInput(new byte[] {1, 2, 3});
            deflater.finish();
            byte[] bytes = new byte[100];
            var inflater = new Inflater();
            inflater.setInput(bytes, 0, deflater.deflate(bytes));
            inflater.inflate(new byte[10]);
            inflater.setDictionary(new byte[] {9});
            return "taken";
        });
        checks.check("sync-flush", () -> {
            var deflater = new Deflater();
            byte[] bytes = new byte[1000];
            deflater.setInput("first".getBytes(StandardCharsets.US_ASCII));
            int first = deflater.deflate(bytes, 0, 1000, Deflater.SYNC_FLUSH);
            var inflater = new Inflater();
            inflater.setInput(bytes, 0, first);
            byte[] plain = new byte[100];
            int count = inflater.inflate(plain);
            return List.of(
                    new String(plain, 0, count, StandardCharsets.US_ASCII),
                    inflater.finished(),
                    deflater.getBytesRead());
        });
        checks.check("direct-buffers", () -> {
            ByteBuffer input = ByteBuffer.allocateDirect(TEXT.length).put(TEXT).flip();
            ByteBuffer output = ByteBuffer.allocateDirect(TEXT.length);
            var deflater = new Deflater();
            deflater.setInput(input);
            deflater.finish();
            deflater.deflate(output);
            var inflater = new Inflater();
            inflater.setInput(output.flip());
            ByteBuffer plain = ByteBuffer.allocateDirect(TEXT.length);
            return List.of(
                    inflater.inflate(plain),
                    plain.flip().equals(ByteBuffer.wrap(TEXT)),
                    input.remaining(),
                    inflater.finished());
        });
        checks.check("ended", () -> {
            var inflater = new Inflater();
            inflater.end();
            return inflater.inflate(new byte[1]);
        });
        checks.check("reset", () -> {
            var deflater = new Deflater();
            byte[] a = new byte[100];
            byte[] b = new byte[100];
            for (byte[] target : List.of(a, b)) {
                deflater.setInput(new byte[50]);
                deflater.finish();
                deflater.deflate(target);
                deflater.reset();
            }
            return Arrays.equals(a, b) + " " + deflater.getBytesWritten();
        });
        checks.check("streams", () -> {
            var out = new ByteArrayOutputStream();
            try (var deflate = new DeflaterOutputStream(out)) {
                deflate.write(TEXT);
            }
            return Arrays.hashCode(new InflaterInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes())
                    == Arrays.hashCode(TEXT);
        });
    }

    private static byte[] gzipped(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static void gzip(Checks checks) {
        checks.check(
                "gzip",
                () -> Arrays.equals(new GZIPInputStream(new ByteArrayInputStream(gzipped(TEXT))).readAllBytes(), TEXT));
        checks.check("gzip-header", () -> Arrays.copyOf(gzipped(TEXT), 10));
        checks.check("gzip-concatenated", () -> {
            var out = new ByteArrayOutputStream();
            out.write(gzipped("one ".getBytes(StandardCharsets.US_ASCII)));
            out.write(gzipped("two".getBytes(StandardCharsets.US_ASCII)));
            return new String(
                    new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes(),
                    StandardCharsets.US_ASCII);
        });
        checks.check("gzip-not", () -> new GZIPInputStream(new ByteArrayInputStream(new byte[20])));
        checks.check("gzip-truncated", () -> {
            byte[] bytes = gzipped(TEXT);
            try {
                return new GZIPInputStream(new ByteArrayInputStream(bytes, 0, bytes.length - 20)).readAllBytes().length;
            } catch (EOFException e) {
                return e.getMessage();
            }
        });
        checks.check("gzip-damaged", () -> {
            byte[] bytes = gzipped(TEXT);
            bytes[bytes.length - 6] ^= 1;
            return new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes().length;
        });
    }

    private static byte[] zip() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.setComment("archive");
            ZipEntry stored = new ZipEntry("stored.txt");
            stored.setMethod(ZipEntry.STORED);
            stored.setSize(5);
            var crc = new CRC32();
            crc.update("plain".getBytes(StandardCharsets.US_ASCII));
            stored.setCrc(crc.getValue());
            stored.setTimeLocal(java.time.LocalDateTime.of(2024, 2, 29, 12, 0));
            zip.putNextEntry(stored);
            zip.write("plain".getBytes(StandardCharsets.US_ASCII));
            ZipEntry deflated = new ZipEntry("dir/d\u00e9flated.txt");
            deflated.setComment("an entry");
            zip.putNextEntry(deflated);
            zip.write(TEXT);
        }
        return out.toByteArray();
    }

    private static void archives(Checks checks) {
        checks.check("zip-stream", () -> {
            var found = new ArrayList<String>();
            try (var zip = new ZipInputStream(new ByteArrayInputStream(zip()))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    found.add(entry.getName() + " " + zip.readAllBytes().length + " " + entry.getMethod());
                }
            }
            return found;
        });
        checks.check("zip-file", () -> {
            Path file = Files.createTempFile("fidelity", ".zip");
            Files.write(file, zip());
            try (var zip = new ZipFile(file.toFile())) {
                var entry = zip.getEntry("dir/d\u00e9flated.txt");
                return List.of(
                        zip.size(),
                        zip.getComment(),
                        entry.getComment(),
                        entry.getSize(),
                        entry.getCrc(),
                        zip.getInputStream(entry).readAllBytes().length,
                        zip.getEntry("stored.txt").getTimeLocal(),
                        "" + zip.getEntry("absent"));
            } finally {
                Files.delete(file);
            }
        });
        checks.check("zip-file-not", () -> {
            Path file = Files.createTempFile("fidelity", ".zip");
            Files.writeString(file, "no archive at all, but long enough to be looked at");
            try (var zip = new ZipFile(file.toFile())) {
                return zip.size();
            } finally {
                Files.delete(file);
            }
        });
        checks.check("zip-duplicate", () -> {
            try (var zip = new ZipOutputStream(new ByteArrayOutputStream())) {
                zip.putNextEntry(new ZipEntry("a"));
                zip.putNextEntry(new ZipEntry("a"));
            }
            return "written";
        });
        checks.check("jar", () -> {
            var manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "a.B");
            manifest.getMainAttributes().putValue("Long", "x".repeat(100));
            var out = new ByteArrayOutputStream();
            try (var jar = new JarOutputStream(out, manifest)) {
                jar.putNextEntry(new JarEntry("a/B.class"));
                jar.write(1);
            }
            Path file = Files.createTempFile("fidelity", ".jar");
            Files.write(file, out.toByteArray());
            try (var jar = new JarFile(file.toFile());
                    var in = new JarInputStream(new ByteArrayInputStream(out.toByteArray()))) {
                return List.of(
                        jar.getManifest().getMainAttributes().getValue("Main-Class"),
                        Collections.list(jar.entries()).stream()
                                .map(ZipEntry::getName)
                                .toList(),
                        in.getManifest().getMainAttributes().getValue("Long").length(),
                        in.getNextJarEntry().getName());
            } finally {
                Files.delete(file);
            }
        });
        checks.check("zip-file-system", () -> {
            Path file = Files.createTempFile("fidelity", ".zip");
            Files.write(file, zip());
            try (var system = java.nio.file.FileSystems.newFileSystem(file)) {
                Files.writeString(system.getPath("/new.txt"), "added");
                return List.of(
                        Files.readString(system.getPath("stored.txt")), Files.readString(system.getPath("/new.txt")));
            } finally {
                Files.delete(file);
            }
        });
        checks.check("manifest", () -> {
            var out = new ByteArrayOutputStream();
            var manifest = new Manifest(new ByteArrayInputStream(
                    "Manifest-Version: 1.0\nKey: a\n b\n\nName: x\nSealed: true\n\n".getBytes(StandardCharsets.UTF_8)));
            manifest.write(out);
            return List.of(
                    manifest.getMainAttributes().getValue("Key"),
                    manifest.getAttributes("x").getValue("Sealed"),
                    out.toString(StandardCharsets.UTF_8));
        });
    }

    private static void sums(Checks checks) {
        for (Checksum sum : List.of(new CRC32(), new CRC32C(), new Adler32())) {
            checks.check("sum-" + sum.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT), () -> {
                sum.update(TEXT);
                long first = sum.getValue();
                sum.reset();
                sum.update(ByteBuffer.allocateDirect(1000).put(0, TEXT, 0, 1000));
                sum.update('x');
                sum.update(TEXT, 5, 17);
                return List.of(first, sum.getValue());
            });
        }
        checks.check("checked-stream", () -> {
            var in = new CheckedInputStream(new ByteArrayInputStream(TEXT), new CRC32());
            in.skip(10);
            in.readAllBytes();
            return in.getChecksum().getValue();
        });
    }

    private static void base64(Checks checks) {
        byte[] bytes = noise(50);
        checks.check("base64", () -> Base64.getEncoder().encodeToString(bytes));
        checks.check("base64-url", () -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        checks.check(
                "base64-mime",
                () -> Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(bytes));
        checks.check(
                "base64-decode",
                () -> List.of(
                        Base64.getDecoder().decode("AQIDBA=="),
                        Base64.getDecoder().decode("AQIDBA"),
                        Base64.getMimeDecoder().decode("AQ ID\nBA==")));
        checks.check("base64-wrong", () -> Base64.getDecoder().decode("A*=="));
        checks.check("base64-short", () -> Base64.getDecoder().decode("A"));
        checks.check(
                "base64-stream",
                () -> Base64.getDecoder()
                        .wrap(new ByteArrayInputStream("SGVsbG8=".getBytes(StandardCharsets.US_ASCII)))
                        .readAllBytes());
        checks.check(
                "hex",
                () -> List.of(
                        HexFormat.ofDelimiter(":").withUpperCase().formatHex(new byte[] {1, (byte) 0xab}),
                        HexFormat.of().parseHex("00ff"),
                        HexFormat.fromHexDigits("7f")));
        checks.check("hex-wrong", () -> HexFormat.of().parseHex("0g"));
    }
}
