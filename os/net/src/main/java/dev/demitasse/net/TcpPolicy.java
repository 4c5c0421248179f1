package dev.demitasse.net;

/**
 * What all TCP connections of a stack do where the RFCs leave a choice. Immutable.
 *
 * @param congestionControl how the congestion window moves
 * @param lossDetection how losses are told where the peer speaks SACK
 */
public record TcpPolicy(CongestionAlgorithm congestionControl, LossDetection lossDetection) {
    /** What a stack does unless told otherwise. */
    public static final TcpPolicy DEFAULT = new TcpPolicy(CongestionAlgorithm.CUBIC, LossDetection.RACK);

    /** The same with another congestion control. */
    public TcpPolicy withCongestionControl(CongestionAlgorithm value) {
        return new TcpPolicy(value, lossDetection);
    }

    /** The same with another loss detection. */
    public TcpPolicy withLossDetection(LossDetection value) {
        return new TcpPolicy(congestionControl, value);
    }
}
