package dev.demitasse.net.tcp;

/** How much may be in flight. All amounts in bytes. Strategies are interchangeable; loss detection is not theirs. */
interface CongestionControl {
    /** The congestion window. */
    int window();

    /** The slow start threshold. */
    int threshold();

    /** Sets the segment size, and with {@code initial} the initial window that follows from it (RFC 6928). */
    void setSegmentSize(int bytes, boolean initial);

    /**
     * New data was acknowledged outside of fast recovery, while the window was what limited sending.
     *
     * @param now the clock, nanoseconds
     * @param smoothedRtt nanoseconds, 0 when not measured
     */
    void acknowledged(int bytes, long now, long smoothedRtt);

    /** A loss was detected with data still flowing: fast recovery begins. */
    void loss(int inFlight, long now);

    /** The retransmission timer expired for the first time for this data. */
    void timeout(int inFlight, long now);

    /** Fast recovery has ended; {@code inFlight} bounds the burst (RFC 6582 section 3.2, step 3). */
    void recovered(int inFlight);

    /** A SYN was lost: the data phase begins with one segment (RFC 5681 section 3.1). */
    void handshakeLoss();

    /** Nothing was sent for a retransmission timeout (RFC 5681 section 4.1). */
    void idle();
}
