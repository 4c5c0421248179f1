package dev.demitasse.net.tcp;

import dev.demitasse.net.TcpState;

/**
 * The TCP state machine: all of RFC 9293 figure 5, with the transitions that only its text has, as one table. Read a row
 * against section 3.10. An event that a state does not have leaves the state as it is.
 */
final class StateMachine {
    private StateMachine() {}

    static TcpState next(TcpState state, Event event) {
        return switch (state) {
            case CLOSED ->
                switch (event) {
                    case PASSIVE_OPEN -> TcpState.LISTEN; // 3.10.1
                    case ACTIVE_OPEN -> TcpState.SYN_SENT; // 3.10.1
                    case SYN, SYN_ACKNOWLEDGED, ACKNOWLEDGED, CLOSE, FIN, FIN_ACKNOWLEDGED, RESET, ABORT, EXPIRED ->
                        state;
                };
            case LISTEN ->
                switch (event) {
                    case ACTIVE_OPEN -> TcpState.SYN_SENT; // 3.10.1
                    case SYN -> TcpState.SYN_RECEIVED; // 3.10.7.2
                    case CLOSE, ABORT -> TcpState.CLOSED; // 3.10.4, 3.10.5
                    case PASSIVE_OPEN, SYN_ACKNOWLEDGED, ACKNOWLEDGED, FIN, FIN_ACKNOWLEDGED, RESET, EXPIRED -> state;
                };
            case SYN_SENT ->
                switch (event) {
                    case SYN -> TcpState.SYN_RECEIVED; // 3.10.7.3: simultaneous open
                    case SYN_ACKNOWLEDGED -> TcpState.ESTABLISHED; // 3.10.7.3
                    case CLOSE, RESET, ABORT -> TcpState.CLOSED; // 3.10.4, 3.10.7.3, 3.10.8
                    case PASSIVE_OPEN, ACTIVE_OPEN, ACKNOWLEDGED, FIN, FIN_ACKNOWLEDGED, EXPIRED -> state;
                };
            case SYN_RECEIVED ->
                switch (event) {
                    case ACKNOWLEDGED, SYN_ACKNOWLEDGED -> TcpState.ESTABLISHED; // 3.10.7.4, fifth
                    case CLOSE -> TcpState.FIN_WAIT_1; // 3.10.4
                    case FIN -> TcpState.CLOSE_WAIT; // 3.10.7.4, eighth
                    case RESET, ABORT -> TcpState.CLOSED; // 3.10.7.4, second; a passive open goes back to its listener
                    case PASSIVE_OPEN, ACTIVE_OPEN, SYN, FIN_ACKNOWLEDGED, EXPIRED -> state;
                };
            case ESTABLISHED ->
                switch (event) {
                    case CLOSE -> TcpState.FIN_WAIT_1; // 3.10.4
                    case FIN -> TcpState.CLOSE_WAIT; // 3.10.7.4, eighth
                    case RESET, ABORT -> TcpState.CLOSED; // 3.10.7.4, second; 3.10.5
                    case PASSIVE_OPEN, ACTIVE_OPEN, SYN, SYN_ACKNOWLEDGED, ACKNOWLEDGED, FIN_ACKNOWLEDGED, EXPIRED ->
                        state;
                };
            case FIN_WAIT_1 ->
                switch (event) {
                    case FIN_ACKNOWLEDGED -> TcpState.FIN_WAIT_2; // 3.10.7.4, fifth
                    case FIN -> TcpState.CLOSING; // 3.10.7.4, eighth
                    case RESET, ABORT -> TcpState.CLOSED;
                    case PASSIVE_OPEN, ACTIVE_OPEN, SYN, SYN_ACKNOWLEDGED, ACKNOWLEDGED, CLOSE, EXPIRED -> state;
                };
            case FIN_WAIT_2 ->
                switch (event) {
                    case FIN -> TcpState.TIME_WAIT; // 3.10.7.4, eighth
                    case RESET, ABORT -> TcpState.CLOSED;
                    case PASSIVE_OPEN,
                            ACTIVE_OPEN,
                            SYN,
                            SYN_ACKNOWLEDGED,
                            ACKNOWLEDGED,
                            CLOSE,
                            FIN_ACKNOWLEDGED,
                            EXPIRED -> state;
                };
            case CLOSE_WAIT ->
                switch (event) {
                    case CLOSE -> TcpState.LAST_ACK; // 3.10.4
                    case RESET, ABORT -> TcpState.CLOSED;
                    case PASSIVE_OPEN,
                            ACTIVE_OPEN,
                            SYN,
                            SYN_ACKNOWLEDGED,
                            ACKNOWLEDGED,
                            FIN,
                            FIN_ACKNOWLEDGED,
                            EXPIRED -> state;
                };
            case CLOSING ->
                switch (event) {
                    case FIN_ACKNOWLEDGED -> TcpState.TIME_WAIT; // 3.10.7.4, fifth
                    case RESET, ABORT -> TcpState.CLOSED;
                    case PASSIVE_OPEN, ACTIVE_OPEN, SYN, SYN_ACKNOWLEDGED, ACKNOWLEDGED, CLOSE, FIN, EXPIRED -> state;
                };
            case LAST_ACK ->
                switch (event) {
                    case FIN_ACKNOWLEDGED, RESET, ABORT -> TcpState.CLOSED; // 3.10.7.4, fifth and second
                    case PASSIVE_OPEN, ACTIVE_OPEN, SYN, SYN_ACKNOWLEDGED, ACKNOWLEDGED, CLOSE, FIN, EXPIRED -> state;
                };
            case TIME_WAIT ->
                switch (event) {
                    case EXPIRED, ABORT, RESET -> TcpState.CLOSED; // 3.10.8; whether RST counts: see TimeWait
                    case PASSIVE_OPEN, ACTIVE_OPEN, SYN, SYN_ACKNOWLEDGED, ACKNOWLEDGED, CLOSE, FIN, FIN_ACKNOWLEDGED ->
                        state;
                };
        };
    }
}
