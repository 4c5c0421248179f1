package dev.demitasse.net.dns;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Resolution;
import dev.demitasse.net.Resolver;
import dev.demitasse.net.wire.DnsMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One lookup: tries the candidate names in order, follows aliases, ends with a resolution. Public methods take the
 * stack's lock.
 */
final class NameLookup implements Resolver.Lookup, Exchange.Outcome {
    private static final int MAX_ALIASES = 8;

    private final DnsResolver resolver;
    private final List<String> candidates;
    private final int type;
    private int candidate;
    private int aliases;
    private @Nullable Exchange exchange;
    private Resolution resolution = new Resolution.Pending();
    private Resolver.@Nullable LookupListener listener;
    private boolean cancelled;

    /** A lookup that is done already. */
    NameLookup(DnsResolver resolver, Resolution done) {
        this(resolver, List.of(), 0);
        resolution = done;
    }

    /** A lookup of the first of these names that exists. */
    NameLookup(DnsResolver resolver, List<String> candidates, int type) {
        this.resolver = resolver;
        this.candidates = candidates;
        this.type = type;
    }

    void start() {
        ask(candidates.getFirst());
    }

    private void ask(String name) {
        exchange = null;
        DnsMessage.Question question = new DnsMessage.Question(name, type);
        DnsMessage known = resolver.cache.find(question).orElse(null);
        if (known != null) {
            answered(known);
            return;
        }
        List<IpAddress> servers = resolver.currentServers();
        if (servers.isEmpty()) {
            failed("no DNS server is configured");
            return;
        }
        Exchange begun = new Exchange(resolver, question, servers, this);
        exchange = begun;
        begun.start();
    }

    @Override
    public void answered(DnsMessage answer) {
        resolver.cache.put(answer);
        String name = answer.question().name();
        List<IpAddress> addresses = new ArrayList<>();
        boolean alias = true;
        while (alias && addresses.isEmpty()) {
            alias = false;
            for (DnsMessage.Answer record : answer.answers()) {
                if (!record.name().equalsIgnoreCase(name)) {
                    continue;
                }
                if (record.type() == type && type == DnsMessage.TYPE_PTR) {
                    finish(new Resolution.Name(record.target()));
                    return;
                }
                if (record.type() == type) {
                    addresses.add(IpAddress.ofBytes(record.address()));
                } else if (record.type() == DnsMessage.TYPE_CNAME && !alias) {
                    if (++aliases > MAX_ALIASES) {
                        finish(new Resolution.Failed("too many aliases for " + candidates.get(candidate)));
                        return;
                    }
                    alias = true;
                    name = record.target();
                }
            }
        }
        if (!addresses.isEmpty()) {
            finish(new Resolution.Addresses(List.copyOf(addresses)));
        } else if (!name.equalsIgnoreCase(answer.question().name()) && answer.code() == DnsMessage.NO_ERROR) {
            ask(name); // the server gave an alias only
        } else {
            candidate++;
            aliases = 0;
            if (candidate < candidates.size()) {
                ask(candidates.get(candidate));
            } else {
                finish(new Resolution.NotFound());
            }
        }
    }

    @Override
    public void failed(String reason) {
        finish(new Resolution.Failed(reason));
    }

    private void finish(Resolution value) {
        exchange = null;
        resolution = value;
        tell();
    }

    private void tell() {
        Resolver.LookupListener told = listener;
        if (told != null && !cancelled) {
            told.lookupDone(this);
        }
    }

    @Override
    public Resolution resolution() {
        resolver.turn.enter();
        try {
            return resolution;
        } finally {
            resolver.turn.exit();
        }
    }

    @Override
    public void setListener(Resolver.LookupListener value) {
        resolver.turn.enter();
        try {
            listener = value;
            if (!(resolution instanceof Resolution.Pending)) {
                tell();
            }
        } finally {
            resolver.turn.exit();
        }
    }

    @Override
    public void cancel() {
        resolver.turn.enter();
        try {
            cancelled = true;
            if (exchange != null) {
                exchange.cancel();
                exchange = null;
            }
        } finally {
            resolver.turn.exit();
        }
    }
}
