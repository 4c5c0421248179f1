package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.CharArrayWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.LineNumberReader;
import java.io.OutputStreamWriter;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.PushbackReader;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code java.io}. */
public final class Io {
    private Io() {}

    private static File folder() throws IOException {
        return Files.createTempDirectory("fidelity-io").toFile();
    }

    /** Runs them. */
    public static void run(Checks checks) {
        streams(checks);
        files(checks);
    }

    private static void streams(Checks checks) {
        checks.check("data", () -> {
            var bytes = new ByteArrayOutputStream();
            try (var out = new DataOutputStream(bytes)) {
                out.writeInt(-5);
                out.writeDouble(1.5);
                out.writeUTF("\u00e9\0");
                out.writeLong(1L << 40);
            }
            var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
            return List.of(in.readInt(), in.readDouble(), in.readUTF(), in.readLong(), bytes.size());
        });
        checks.check("data-end", () -> new DataInputStream(new ByteArrayInputStream(new byte[3])).readInt());
        checks.check("buffered-lines", () -> {
            var reader = new BufferedReader(new StringReader("a\nb\r\nc\rd"));
            return reader.lines().toList();
        });
        checks.check("mark-reset", () -> {
            var reader = new BufferedReader(new StringReader("abcdef"));
            reader.read();
            reader.mark(3);
            reader.skip(2);
            reader.reset();
            return (char) reader.read();
        });
        checks.check("reset-unmarked", () -> {
            new BufferedReader(new StringReader("a")).reset();
            return "reset";
        });
        checks.check("closed-reader", () -> {
            var reader = new StringReader("a");
            reader.close();
            return reader.read();
        });
        checks.check("line-numbers", () -> {
            var reader = new LineNumberReader(new StringReader("a\nb\nc"));
            reader.readLine();
            reader.readLine();
            return reader.getLineNumber();
        });
        checks.check("pushback", () -> {
            var reader = new PushbackReader(new StringReader("ab"), 1);
            reader.unread(reader.read());
            return (char) reader.read();
        });
        checks.check("pushback-full", () -> {
            var reader = new PushbackReader(new StringReader("ab"), 1);
            reader.unread('x');
            reader.unread('y');
            return "unread";
        });
        checks.check(
                "sequence",
                () -> new String(
                        new SequenceInputStream(
                                        new ByteArrayInputStream("one".getBytes(StandardCharsets.US_ASCII)),
                                        new ByteArrayInputStream("two".getBytes(StandardCharsets.US_ASCII)))
                                .readAllBytes(),
                        StandardCharsets.US_ASCII));
        checks.check("piped", () -> {
            var in = new PipedInputStream(4);
            var out = new PipedOutputStream(in);
            Thread writer = Thread.ofPlatform().start(() -> {
                try (out) {
                    out.write("through a small pipe".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            writer.join();
            return text;
        });
        checks.check("piped-broken", () -> {
            var in = new PipedInputStream();
            var out = new PipedOutputStream(in);
            in.close();
            out.write(1);
            return "written";
        });
        checks.check("tokenizer", () -> {
            var tokens = new StreamTokenizer(new StringReader("x = 4.5 // end\n 'quoted'"));
            tokens.slashSlashComments(true);
            var found = new ArrayList<String>();
            while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
                found.add(tokens.ttype + ":" + tokens.sval + ":" + tokens.nval);
            }
            return found;
        });
        checks.check("print-writer", () -> {
            var text = new StringWriter();
            var out = new PrintWriter(text);
            out.printf("%03d", 7).append('x').println(1.5);
            out.print(new char[] {'a', 'b'});
            return text;
        });
        checks.check("print-stream-error", () -> {
            var out = new PrintStream(new java.io.OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("full");
                }
            });
            out.print("x");
            return out.checkError();
        });
        checks.check("encoding-writer", () -> {
            var bytes = new ByteArrayOutputStream();
            try (var out = new OutputStreamWriter(bytes, StandardCharsets.UTF_16BE)) {
                out.write("\u20ac\uD83D\uDE00");
            }
            return List.of(
                    bytes.toByteArray(),
                    new InputStreamReader(new ByteArrayInputStream(bytes.toByteArray()), "UTF-16BE").read());
        });
        checks.check("encoding-unknown", () -> new InputStreamReader(InputStream.nullInputStream(), "nonsense"));
        checks.check("read-methods", () -> {
            var in = new ByteArrayInputStream(new byte[] {1, 2, 3, 4, 5, 6});
            byte[] buffer = new byte[4];
            return List.of(
                    in.readNBytes(2),
                    in.readNBytes(buffer, 1, 2),
                    buffer,
                    in.skip(1),
                    in.available(),
                    in.transferTo(new ByteArrayOutputStream()));
        });
        checks.check("skip-n-bytes", () -> {
            new ByteArrayInputStream(new byte[3]).skipNBytes(5);
            return "skipped";
        });
        checks.check("char-array-writer", () -> {
            var out = new CharArrayWriter();
            out.write("abc", 1, 2);
            return out.size() + out.toString();
        });
    }

    private static void files(Checks checks) {
        checks.check("write-read", () -> {
            var file = new File(folder(), "f.txt");
            try (var out = new FileOutputStream(file)) {
                out.write("hello".getBytes(StandardCharsets.US_ASCII));
            }
            try (var out = new FileOutputStream(file, true)) {
                out.write('!');
            }
            try (var in = new FileInputStream(file)) {
                return List.of(
                        in.available(),
                        new String(in.readAllBytes(), StandardCharsets.US_ASCII),
                        in.read(),
                        file.length());
            }
        });
        checks.check("reader-writer", () -> {
            var file = new File(folder(), "f.txt");
            try (var out = new BufferedWriter(new FileWriter(file, StandardCharsets.UTF_8))) {
                out.write("\u00e9\n");
                out.newLine();
            }
            try (var in = new BufferedReader(new FileReader(file, StandardCharsets.UTF_8))) {
                return Arrays.asList(in.readLine(), in.readLine(), in.readLine());
            }
        });
        checks.check("missing", () -> new FileInputStream("/no/such/file"));
        checks.check("is-directory", () -> new FileInputStream("/tmp"));
        checks.check("write-to-directory", () -> new FileOutputStream("/tmp"));
        checks.check("missing-folder", () -> new FileOutputStream("/no/such/folder/file"));
        checks.check("closed", () -> {
            var in = new FileInputStream(Files.createTempFile("fidelity", "").toFile());
            in.close();
            return in.read();
        });
        checks.check("random-access", () -> {
            try (var file = new RandomAccessFile(new File(folder(), "r"), "rw")) {
                file.writeInt(0x01020304);
                file.seek(10);
                file.writeUTF("far");
                file.seek(2);
                short value = file.readShort();
                long length = file.length();
                file.setLength(6);
                return List.of(value, length, file.length(), file.getFilePointer(), file.skipBytes(100));
            }
        });
        checks.check("random-access-read-only", () -> {
            try (var file =
                    new RandomAccessFile(Files.createTempFile("fidelity", "").toFile(), "r")) {
                file.write(1);
                return "written";
            }
        });
        checks.check("random-access-mode", () -> new RandomAccessFile("/tmp/x", "z"));
        checks.check("random-access-negative", () -> {
            try (var file =
                    new RandomAccessFile(Files.createTempFile("fidelity", "").toFile(), "rw")) {
                file.seek(-1);
                return "sought";
            }
        });
        checks.check(
                "file-names",
                () -> List.of(
                        new File("/a//b/../c.txt/"),
                        new File("/a/b").getParent(),
                        new File("x", "y").getPath(),
                        new File("/a/b/../c").getCanonicalPath(),
                        new File("/").getName().isEmpty(),
                        new File("/a").toURI(),
                        new File("a/b").isAbsolute()));
        checks.check("file-facts", () -> {
            File folder = folder();
            var file = new File(folder, "f");
            boolean made = file.createNewFile();
            boolean again = file.createNewFile();
            boolean dated = file.setLastModified(1_000_000_000_000L);
            return List.of(
                    made,
                    again,
                    file.isFile(),
                    folder.isDirectory(),
                    file.canRead(),
                    file.canExecute(),
                    file.isHidden(),
                    dated,
                    file.lastModified(),
                    Arrays.asList(folder.list()));
        });
        checks.check("file-delete-full", () -> {
            File folder = folder();
            new File(folder, "f").createNewFile();
            return List.of(folder.delete(), new File(folder, "f").delete(), folder.delete(), folder.exists());
        });
        checks.check("file-rename", () -> {
            File folder = folder();
            var from = new File(folder, "a");
            from.createNewFile();
            return List.of(
                    from.renameTo(new File(folder, "b")),
                    from.exists(),
                    new File(folder, "b").exists(),
                    from.renameTo(new File(folder, "c")));
        });
        checks.check("file-folders", () -> {
            File folder = folder();
            return List.of(
                    new File(folder, "x/y").mkdir(),
                    new File(folder, "x/y").mkdirs(),
                    new File(folder, "x").mkdir(),
                    "" + new File(folder, "none").list());
        });
        checks.check("file-permissions", () -> {
            File file = File.createTempFile("fidelity", ".tmp");
            boolean set = file.setExecutable(true);
            return List.of(set, file.canExecute(), file.setReadOnly(), Files.getPosixFilePermissions(file.toPath()));
        });
        checks.check("file-filter", () -> {
            File folder = folder();
            new File(folder, "a.txt").createNewFile();
            new File(folder, "b.dat").createNewFile();
            return List.of(
                    folder.listFiles((dir, name) -> name.endsWith(".txt"))[0].getName(),
                    folder.listFiles(File::isDirectory).length);
        });
        checks.check("file-temp", () -> {
            File file = File.createTempFile("abc", ".xyz");
            return List.of(
                    file.getName().startsWith("abc"), file.getName().endsWith(".xyz"), file.getParent(), file.length());
        });
        checks.check("file-temp-short", () -> File.createTempFile("ab", null).exists());
        checks.check("file-roots", () -> Arrays.asList(File.listRoots()));
        checks.check("dev-null", () -> {
            try (var out = new FileOutputStream("/dev/null");
                    var in = new FileInputStream("/dev/null")) {
                out.write(1);
                return in.read();
            }
        });
        checks.check("dev-zero-random", () -> {
            try (var zero = new FileInputStream("/dev/zero");
                    var random = new FileInputStream("/dev/urandom")) {
                return List.of(zero.readNBytes(3), Arrays.equals(random.readNBytes(20), random.readNBytes(20)));
            }
        });
        checks.check("descriptor", () -> {
            try (var out =
                    new FileOutputStream(Files.createTempFile("fidelity", "").toFile())) {
                out.getFD().sync();
                return out.getFD().valid();
            }
        });
        checks.check(
                "space",
                () -> List.of(
                        new File("/tmp").getTotalSpace() > 0,
                        new File("/tmp").getUsableSpace() > 0,
                        new File("/no/such").getTotalSpace()));
    }
}
