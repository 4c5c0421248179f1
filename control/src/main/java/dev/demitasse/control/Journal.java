package dev.demitasse.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.control.reconcile.Happening;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * What happened, the latest thousand in memory and some thousands in a file, a line of JSON for each. The file is for
 * people: one that cannot be written stops nothing. Guarded by its lock.
 */
public final class Journal {
    private static final int KEPT = 1000;
    private static final long FILE_LIMIT = 4 << 20;

    private final Path file;
    private final ObjectMapper json = new ObjectMapper();
    private final Deque<Event> latest = new ArrayDeque<>();
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private long last;

    /** Lines of the file that nobody has asked for yet: reading them takes a start longer than all else in it. */
    private List<String> unread = List.of();

    /** Goes on where the file ends; lines in it that make no sense are passed over. */
    Journal(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            unread = lines.subList(Math.max(0, lines.size() - KEPT), lines.size());
            last = unread.reversed().stream()
                    .flatMap(line -> event(line).stream())
                    .mapToLong(Event::number)
                    .findFirst()
                    .orElse(0);
        }
    }

    private Optional<Event> event(String line) {
        try {
            return Optional.of(json.readValue(line, Event.class));
        } catch (JsonProcessingException e) {
            // Half a line, of a disk that was full or a machine that stopped.
            return Optional.empty();
        }
    }

    private void readAll() {
        unread.reversed().stream().flatMap(line -> event(line).stream()).forEach(latest::addFirst);
        unread = List.of();
        while (latest.size() > KEPT) {
            latest.remove();
        }
    }

    private void remember(Event event) {
        latest.add(event);
        last = event.number();
        if (latest.size() > KEPT) {
            latest.remove();
        }
    }

    /** Tells something. */
    synchronized void tell(String service, String instance, Happening what, String message) {
        var event = new Event(last + 1, Instant.now().toString(), service, instance, what.name(), message);
        remember(event);
        write(event);
        listeners.forEach(listener -> listener.accept(event));
    }

    private void write(Event event) {
        try {
            if (Files.exists(file) && Files.size(file) > FILE_LIMIT) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(
                    file, json.writeValueAsString(event) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // A full disk: it is in memory, and the next one may be written again.
            return;
        }
    }

    /** The latest, the oldest of them first. */
    public synchronized List<Event> latest() {
        readAll();
        return List.copyOf(latest);
    }

    /**
     * Hears of all from after {@code number} on, as far back as it is in memory. The listener is called under the
     * journal's lock and must not block.
     *
     * @return what ends it
     */
    public synchronized Runnable listen(long number, Consumer<Event> listener) {
        readAll();
        latest.stream().filter(event -> event.number() > number).forEach(listener);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
