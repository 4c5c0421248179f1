package dev.demitasse.net.dns;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Resolution;
import dev.demitasse.net.wire.DnsMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One lookup: tries the candidate names in order, follows aliases, ends with a resolution. Public methods take the
 * stack's lock.
 */
final class NameLookup extends BaseLookup implements Exchange.Outcome {
    private static final int MAX_ALIASES = 8;

    private final List<String> candidates;
    private final int type;
    private int candidate;
    private int aliases;
    private @Nullable Exchange exchange;

    /** A lookup that is done already. */
    NameLookup(DnsResolver resolver, Resolution done) {
        this(resolver, List.of(), 0);
        finish(done);
    }

    /** A lookup of the first of these names that exists. */
    NameLookup(DnsResolver resolver, List<String> candidates, int type) {
        super(resolver);
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
                    end(new Resolution.Name(record.target()));
                    return;
                }
                if (record.type() == type) {
                    addresses.add(IpAddress.ofBytes(record.address()));
                } else if (record.type() == DnsMessage.TYPE_CNAME && !alias) {
                    if (++aliases > MAX_ALIASES) {
                        end(new Resolution.Failed("too many aliases for " + candidates.get(candidate)));
                        return;
                    }
                    alias = true;
                    name = record.target();
                }
            }
        }
        if (!addresses.isEmpty()) {
            end(new Resolution.Addresses(List.copyOf(addresses)));
        } else if (!name.equalsIgnoreCase(answer.question().name()) && answer.code() == DnsMessage.NO_ERROR) {
            ask(name); // the server gave an alias only
        } else {
            candidate++;
            aliases = 0;
            if (candidate < candidates.size()) {
                ask(candidates.get(candidate));
            } else {
                end(new Resolution.NotFound());
            }
        }
    }

    @Override
    public void failed(String reason) {
        end(new Resolution.Failed(reason));
    }

    private void end(Resolution value) {
        exchange = null;
        finish(value);
    }

    @Override
    void stop() {
        if (exchange != null) {
            exchange.cancel();
            exchange = null;
        }
    }
}
