package dev.demitasse.net;

/**
 * What all TCP connections of a stack do where the RFCs leave a choice. Immutable.
 *
 * @param congestionControl how the congestion window moves
 */
public record TcpPolicy(CongestionAlgorithm congestionControl) {
    /** What a stack does unless told otherwise. */
    public static final TcpPolicy DEFAULT = new TcpPolicy(CongestionAlgorithm.CUBIC);

    /** The same with another congestion control. */
    public TcpPolicy withCongestionControl(CongestionAlgorithm value) {
        return new TcpPolicy(value);
    }
}
