package dev.demitasse.images;

import dev.demitasse.images.RegistryHttp.Answer;
import dev.demitasse.images.RegistryHttp.Question;
import dev.demitasse.toolchain.ImageStore;
import dev.demitasse.toolchain.OciDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Fetches blobs into a store. What has come stays in a file beside the layout when a transfer breaks off, and the next one
 * goes on from there, in this process or another; the blob is in the layout once its size and digest are right. One
 * process at a time fetches a blob; the others then find it there.
 */
final class BlobDownload {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int OUT_OF_RANGE = 416;
    private static final int BUFFER = 1 << 16;

    private final Registry registry;
    private final ImageStore store;

    BlobDownload(Registry registry, ImageStore store) {
        this.registry = registry;
        this.store = store;
    }

    /** Makes sure that a blob is in the layout; returns how many bytes came for it now. */
    long fetch(OciDescriptor blob) throws IOException, InterruptedException {
        if (store.layout().isIntact(blob)) {
            return 0;
        }
        try (var _ = store.lock("blob-" + blob.hex())) {
            return store.layout().isIntact(blob) ? 0 : fetchAlone(blob);
        }
    }

    private long fetchAlone(OciDescriptor blob) throws IOException, InterruptedException {
        Path part = store.incoming().resolve(blob.hex());
        long free = Files.getFileStore(part.getParent()).getUsableSpace();
        if (free < blob.size()) {
            throw new IOException(
                    "the disk that holds " + part.getParent() + " is too full for " + blob.size() + " bytes");
        }
        long before = size(part);
        complete(blob, part);
        if (before > 0 && !Digests.of(part).equals(blob.digest())) {
            // What was there before may have been wrong.
            Files.delete(part);
            before = 0;
            complete(blob, part);
        }
        String digest = Digests.of(part);
        if (!digest.equals(blob.digest())) {
            Files.delete(part);
            throw new ImageException(registry.http().host() + " answers with other bytes than those of " + blob.digest()
                    + ": theirs have the digest " + digest + "; nothing was kept of them");
        }
        store.layout().take(part, blob);
        return blob.size() - before;
    }

    /** Lengthens a file until it has the blob's size. */
    private void complete(OciDescriptor blob, Path part) throws IOException, InterruptedException {
        if (size(part) > blob.size()) {
            Files.delete(part);
        }
        var attempts = new Attempts();
        while (size(part) < blob.size() || !Files.exists(part)) {
            try {
                lengthen(blob, part, size(part));
            } catch (IOException e) {
                attempts.brokeOff(size(part), e);
            }
        }
    }

    private void lengthen(OciDescriptor blob, Path part, long from) throws IOException, InterruptedException {
        Map<String, String> range = from == 0 ? Map.of() : Map.of("Range", "bytes=" + from + "-");
        RegistryHttp http = registry.http();
        Question question = Question.of("GET", http.at(registry.path("blobs/" + blob.digest())), range);
        try (Answer answer = http.ask(question)) {
            boolean goesOn = answer.status() == PARTIAL
                    && answer.header("Content-Range").orElse("").startsWith("bytes " + from + "-");
            if (answer.status() == OUT_OF_RANGE || answer.status() == PARTIAL && !goesOn) {
                Files.deleteIfExists(part);
                throw new IOException(http.host() + " cannot go on in the middle of a blob");
            }
            if (answer.status() / 100 == 5) {
                throw new IOException(http.host() + " answers with status " + answer.status());
            }
            if (answer.status() != OK && !goesOn) {
                throw http.refused(answer, "the blob " + blob.digest());
            }
            copy(answer.body(), part, goesOn ? from : 0, blob);
        }
    }

    private void copy(InputStream in, Path part, long from, OciDescriptor blob) throws IOException {
        StandardOpenOption how = from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        long left = blob.size() - from;
        var buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            int count;
            while ((count = in.read(buffer)) >= 0) {
                left -= count;
                if (left < 0) {
                    break;
                }
                out.write(buffer, 0, count);
            }
        }
        if (left < 0) {
            Files.delete(part);
            throw new ImageException(registry.http().host() + " sends more than the " + blob.size() + " bytes of "
                    + blob.digest() + "; nothing was kept of them");
        }
        if (left > 0) {
            throw new IOException("it ends too early");
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException _) {
            return 0;
        }
    }
}
