package dev.demitasse.gateway;

import org.jspecify.annotations.Nullable;

/**
 * One connection's or request's use of a backend, from the choice to the end. Safe for use by several threads: the upstream
 * may end it at any time.
 */
final class Lease implements AutoCloseable {
    private final Upstream upstream;
    private final Member member;
    private @Nullable Runnable abort;
    private boolean aborted;

    Lease(Upstream upstream, Member member) {
        this.upstream = upstream;
        this.member = member;
    }

    Member member() {
        return member;
    }

    Backend backend() {
        return member.backend;
    }

    /** What ends the use when the backend is gone or its time to drain is over; run at once if that is so already. */
    void onAbort(Runnable action) {
        synchronized (this) {
            if (!aborted) {
                abort = action;
                return;
            }
        }
        action.run();
    }

    /** Runs something when the backend is no longer part of the upstream; at once if it is not. */
    void whenRemoved(Runnable action) {
        upstream.whenRemoved(member, action);
    }

    /** Whether the upstream ended it. */
    synchronized boolean aborted() {
        return aborted;
    }

    /** Called by the upstream, outside its lock. */
    void abort() {
        Runnable action;
        synchronized (this) {
            aborted = true;
            action = abort;
            abort = null;
        }
        if (action != null) {
            action.run();
        }
    }

    /** The backend accepted the connection. */
    void connected() {
        upstream.connected(member);
    }

    /** The backend answered: whatever it failed at before is forgotten. */
    void answered() {
        upstream.answered(member);
    }

    /** Ends the use; the backend could not be reached or died under it, and is left alone for a while. */
    void failed(String reason) {
        upstream.failed(this, reason);
    }

    /** Ends the use. Calling it again, or after {@link #failed}, does nothing. */
    @Override
    public void close() {
        upstream.release(this);
    }
}
