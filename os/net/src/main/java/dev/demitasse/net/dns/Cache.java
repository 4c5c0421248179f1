package dev.demitasse.net.dns;

import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.DnsMessage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Answers by question, for as long as their records allow (RFC 1035 section 7.4), negative ones too (RFC 2308). Bounded:
 * the least recently used goes. Guarded by the stack's lock.
 */
final class Cache {
    private static final int MAX_ENTRIES = 256;
    private static final long SECOND = 1_000_000_000L;

    /** No record is believed for longer than a day, no denial for longer than five minutes. */
    private static final long MAX_SECONDS = 86_400;

    private static final long MAX_NEGATIVE_SECONDS = 300;

    private record Entry(DnsMessage answer, long expires) {}

    private final Turn turn;
    private final Map<DnsMessage.Question, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DnsMessage.Question, Entry> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    Cache(Turn turn) {
        this.turn = turn;
    }

    Optional<DnsMessage> find(DnsMessage.Question question) {
        DnsMessage.Question key = key(question);
        Entry entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (turn.now() - entry.expires >= 0) {
            entries.remove(key);
            return Optional.empty();
        }
        return Optional.of(entry.answer);
    }

    void put(DnsMessage answer) {
        long seconds = answer.answers().isEmpty()
                ? Math.min(answer.negativeSeconds(), MAX_NEGATIVE_SECONDS)
                : answer.answers().stream()
                        .mapToLong(DnsMessage.Answer::seconds)
                        .min()
                        .orElse(0);
        boolean cacheable = answer.code() == DnsMessage.NO_ERROR || answer.code() == DnsMessage.NAME_ERROR;
        if (seconds > 0 && cacheable) {
            long expires = turn.now() + Math.min(seconds, MAX_SECONDS) * SECOND;
            entries.put(key(answer.question()), new Entry(answer, expires));
        }
    }

    void clear() {
        entries.clear();
    }

    private static DnsMessage.Question key(DnsMessage.Question question) {
        return new DnsMessage.Question(question.name().toLowerCase(Locale.ROOT), question.type());
    }
}
