/**
 * The time of day by SNTP (RFC 5905 section 14). Knows UDP and names; what is done with the time is the embedding's,
 * through {@link dev.demitasse.net.WallClock}.
 */
@NullMarked
package dev.demitasse.net.ntp;

import org.jspecify.annotations.NullMarked;
