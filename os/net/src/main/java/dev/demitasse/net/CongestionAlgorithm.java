package dev.demitasse.net;

/** How TCP finds out how much a path carries. */
public enum CongestionAlgorithm {
    /** RFC 9438: grows by the time since the last loss, so that long fat paths fill; the default. */
    CUBIC,
    /** RFC 5681 with RFC 6582: one segment more each round trip, half after a loss. */
    NEW_RENO
}
