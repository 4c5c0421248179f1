/**
 * TCP (RFC 9293), one concept a file.
 *
 * <ul>
 *   <li>{@code Tcp} finds the flow a segment belongs to; a {@code Flow} is a {@code Connection}, a {@code HalfOpen}
 *       connection that a listener has not yet seen established, or a {@code TimeWait} left behind by one.
 *   <li>{@code Connection} is the state machine: what a segment, a call or a timer does in each state; the transitions
 *       themselves are one table, {@code StateMachine}.
 *   <li>{@code Sender} is one direction: {@code SendBuffer} holds what was written, {@code SentSegments} what is in
 *       flight, {@code SendWindow} what the peer takes, {@code LossRecovery} says what is lost and how much may be in
 *       flight, with {@code Rack}, {@code TailLossProbe}, {@code ForwardRto}, {@code Eifel} and
 *       {@code ProportionalRateReduction}; {@code CongestionControl} is {@code Cubic} or {@code NewReno};
 *       {@code RoundTripTime} and {@code SendTimer} know when.
 *   <li>{@code Receiver} with {@code ReceiveBuffer} and {@code Reassembly} is the other.
 *   <li>{@code SegmentOutput} and {@code SegmentWriter} make segments, with {@code Timestamps}, {@code Ecn} and what
 *       {@code SynOptions} has settled.
 *   <li>{@code StreamSocket} and {@code Listener} are what users hold.
 * </ul>
 *
 * <p>Guarded by the stack's lock. Depends on {@code ip}, {@code core}, {@code wire} and the contracts in
 * {@code dev.demitasse.net}.
 */
@NullMarked
package dev.demitasse.net.tcp;

import org.jspecify.annotations.NullMarked;
