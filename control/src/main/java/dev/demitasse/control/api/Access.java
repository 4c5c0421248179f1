package dev.demitasse.control.api;

import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Lets in who shows a token, as commands do, or has signed in at the page with one. Thread-safe.
 *
 * @param tokens of everybody
 * @param sessions of the page
 */
public record Access(Tokens tokens, Sessions sessions) {
    /** The cookie of a session. */
    static final String COOKIE = "demitasse";

    /** The header with the session's key; since no form and no other site can send it, requests are ours. */
    static final String KEY = "Demitasse-Key";

    private static final String BEARER = "Bearer ";

    /**
     * Finds out who asks, and whether he may.
     *
     * @throws ApiException when not
     */
    void admit(Call call, Role needed) {
        Caller caller = call.header(HttpHeader.AUTHORIZATION)
                .map(this::bearer)
                .orElseGet(() -> signedIn(call)
                        .orElseThrow(() -> new ApiException(401, "a token is needed: Authorization: Bearer TOKEN")));
        if (!caller.role().includes(needed)) {
            throw new ApiException(403, "a " + caller.role() + " may not do this; it takes the role " + needed);
        }
        call.caller(caller, () -> whoAsks(call).equals(Optional.of(caller)));
    }

    private Optional<Caller> whoAsks(Call call) {
        try {
            return call.header(HttpHeader.AUTHORIZATION).map(this::bearer).or(() -> signedIn(call));
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    private Caller bearer(String authorization) {
        return Optional.of(authorization)
                .filter(value -> value.startsWith(BEARER))
                .flatMap(value -> tokens.caller(value.substring(BEARER.length())))
                .orElseThrow(() -> new ApiException(401, "this token is not known here, or its time is over"));
    }

    private Optional<Caller> signedIn(Call call) {
        return call.cookie(COOKIE).flatMap(cookie -> call.header(KEY).flatMap(key -> sessions.caller(cookie, key)));
    }
}
