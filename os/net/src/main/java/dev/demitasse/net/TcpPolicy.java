package dev.demitasse.net;

/**
 * What all TCP connections of a stack do where the RFCs leave a choice. Immutable.
 *
 * @param congestionControl how the congestion window moves
 * @param lossDetection how losses are told where the peer speaks SACK
 * @param requestEcn whether connects ask for explicit congestion notification (RFC 3168); who asks us for it always gets
 *     it
 */
public record TcpPolicy(CongestionAlgorithm congestionControl, LossDetection lossDetection, boolean requestEcn) {
    /** What a stack does unless told otherwise. */
    public static final TcpPolicy DEFAULT = new TcpPolicy(CongestionAlgorithm.CUBIC, LossDetection.RACK, false);

    /** The same with another congestion control. */
    public TcpPolicy withCongestionControl(CongestionAlgorithm value) {
        return new TcpPolicy(value, lossDetection, requestEcn);
    }

    /** The same with another loss detection. */
    public TcpPolicy withLossDetection(LossDetection value) {
        return new TcpPolicy(congestionControl, value, requestEcn);
    }

    /** The same, asking for explicit congestion notification or not. */
    public TcpPolicy withRequestEcn(boolean value) {
        return new TcpPolicy(congestionControl, lossDetection, value);
    }
}
