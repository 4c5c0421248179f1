package dev.demitasse.drivers;

import dev.demitasse.drivers.SimulatedQueue.Chain;
import org.jspecify.annotations.Nullable;

/** An entropy device whose bytes count up from 1, so that a test can tell which it got. */
final class SimulatedEntropy extends SimulatedVirtio {
    private final int most;
    private boolean answersLate;
    private byte next = 1;
    private @Nullable Chain waiting;

    /** @param most bytes it gives for one request, however many are asked for */
    SimulatedEntropy(SimulatedBus bus, int most) {
        super(bus, 4, DeviceStatus.EVENT_INDEX, 8);
        this.most = most;
    }

    /** Lets requests wait for {@link #answer}. */
    void answerLate() {
        answersLate = true;
    }

    boolean asked() {
        return waiting != null;
    }

    void answer() {
        Chain chain = waiting;
        if (chain == null) {
            throw new AssertionError("no request to answer");
        }
        waiting = null;
        byte[] bytes = new byte[Math.min(most, chain.writable())];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = next++;
        }
        chain.write(0, bytes);
        queue(VirtioRng.QUEUE).use(chain, bytes.length);
        announce(queue(VirtioRng.QUEUE));
    }

    @Override
    protected void notified(int queue) {
        waiting = queue(queue).take();
        if (!answersLate) {
            answer();
        }
    }
}
