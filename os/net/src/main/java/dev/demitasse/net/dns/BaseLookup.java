package dev.demitasse.net.dns;

import dev.demitasse.net.Resolution;
import dev.demitasse.net.Resolver;
import org.jspecify.annotations.Nullable;

/** What every lookup has: one resolution, one listener, an end. Public methods take the stack's lock. */
abstract class BaseLookup implements Resolver.Lookup {
    final DnsResolver resolver;
    private Resolution resolution = new Resolution.Pending();
    private Resolver.@Nullable LookupListener listener;
    private boolean cancelled;

    BaseLookup(DnsResolver resolver) {
        this.resolver = resolver;
    }

    /** Sets the resolution, which stays, and tells the listener. */
    final void finish(Resolution value) {
        resolution = value;
        tell();
    }

    final boolean isDone() {
        return !(resolution instanceof Resolution.Pending);
    }

    /** Ends what is under way for this lookup, if anything is. */
    abstract void stop();

    private void tell() {
        Resolver.LookupListener told = listener;
        if (told != null && !cancelled) {
            told.lookupDone(this);
        }
    }

    @Override
    public final Resolution resolution() {
        resolver.turn.enter();
        try {
            return resolution;
        } finally {
            resolver.turn.exit();
        }
    }

    @Override
    public final void setListener(Resolver.LookupListener value) {
        resolver.turn.enter();
        try {
            listener = value;
            if (isDone()) {
                tell();
            }
        } finally {
            resolver.turn.exit();
        }
    }

    @Override
    public final void cancel() {
        resolver.turn.enter();
        try {
            cancelled = true;
            stop();
        } finally {
            resolver.turn.exit();
        }
    }
}
