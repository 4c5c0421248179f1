package dev.demitasse.gateway;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;

/**
 * An answer without its body.
 *
 * @param version 1.0 or 1.1
 * @param status from 100 to 599
 * @param reason the words for it, which may be empty
 * @param fields as they came
 */
record ResponseHead(HttpVersion version, int status, String reason, HttpFields fields) {
    /** Whether another answer follows (RFC 9110, section 15.2). */
    boolean interim() {
        return status < 200 && status != 101;
    }

    boolean persistent() {
        return RequestHead.persistent(version, fields);
    }
}
