package dev.demitasse.net.tcp;

/**
 * F-RTO (RFC 5682): after a timeout, sends new data before it sends everything again, to see whether the peer
 * acknowledges what was never sent again: then the timeout was a mistake. Guarded by the stack's lock.
 */
final class ForwardRto {
    /** Section 2.1, step 2b: new segments that are sent to find out. */
    private static final int NEW_SEGMENTS = 2;

    /** What an acknowledgement means. */
    enum Verdict {
        /** Not looking, or wait for the next one. */
        UNDECIDED,
        /** Something was lost: everything is to be sent again. */
        LOST,
        /** Nothing was lost. */
        SPURIOUS
    }

    private enum Step {
        OFF,
        FIRST_ACKNOWLEDGEMENT,
        SECOND_ACKNOWLEDGEMENT
    }

    private Step step = Step.OFF;
    private int allowed;

    /** The first segment was sent again after a timeout (step 1). */
    void begin() {
        step = Step.FIRST_ACKNOWLEDGEMENT;
        allowed = 0;
    }

    void stop() {
        step = Step.OFF;
        allowed = 0;
    }

    /**
     * Takes in an acknowledgement.
     *
     * @param advances whether it moves SND.UNA
     * @param whole whether it covers all that was sent before the timeout
     * @param original whether it covers, by SACK or not, something that was sent before the timeout and only once
     */
    Verdict acknowledged(boolean advances, boolean whole, boolean original) {
        return switch (step) {
            case OFF -> Verdict.UNDECIDED;
            case FIRST_ACKNOWLEDGEMENT -> {
                if (!advances || whole) {
                    stop();
                    yield Verdict.LOST; // step 2a
                }
                step = Step.SECOND_ACKNOWLEDGEMENT; // step 2b
                allowed = NEW_SEGMENTS;
                yield Verdict.UNDECIDED;
            }
            case SECOND_ACKNOWLEDGEMENT -> {
                stop();
                yield original ? Verdict.SPURIOUS : Verdict.LOST; // steps 3b and 3a, section 3 for SACK
            }
        };
    }

    /** Whether new data may go out whatever the congestion window says. */
    boolean allows() {
        return allowed > 0;
    }

    /** New data went out. */
    void sent() {
        allowed = Math.max(0, allowed - 1);
    }

    /** There is no new data to send; answers whether that ends the search (step 2b: "if there is none"). */
    boolean nothingToSend() {
        boolean untried = step == Step.SECOND_ACKNOWLEDGEMENT && allowed == NEW_SEGMENTS;
        if (untried) {
            stop();
        }
        return untried;
    }
}
