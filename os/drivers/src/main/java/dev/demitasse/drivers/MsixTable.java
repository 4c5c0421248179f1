package dev.demitasse.drivers;

import dev.demitasse.drivers.PciFunction.Capability;
import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceBus.MessageInterrupt;
import dev.demitasse.machine.Registers;

/**
 * A PCI function's message-signalled interrupts ("PCI Local Bus Specification 3.0" section 6.8.2). Vectors are programmed
 * as handlers ask for them, each costing four writes; when the table is shorter than the handlers are many, those that
 * come last share its last vector.
 */
final class MsixTable {
    private static final int ENTRY = 16;
    private static final int ENTRY_ADDRESS = 0;
    private static final int ENTRY_DATA = 8;
    private static final int ENTRY_CONTROL = 12;

    /** Upper half of the capability's first four bytes: message control. */
    private static final int CONTROL_SHIFT = 16;

    private static final int CONTROL_ENABLE = 1 << 15;
    private static final int CONTROL_SIZE = 0x7ff;

    private final DeviceBus bus;
    private final PciFunction function;
    private final Capability capability;
    private final Registers table;
    private final InterruptHandlers[] vectors;
    private int programmed;

    MsixTable(PciFunction function, Capability capability, DeviceBus bus) {
        this.bus = bus;
        this.function = function;
        this.capability = capability;
        this.vectors = new InterruptHandlers[(control() & CONTROL_SIZE) + 1];
        int place = function.configuration().get32(capability.offset() + 4);
        this.table = function.window(place & 0b111, place & ~0b111, (long) vectors.length * ENTRY);
    }

    /** Switches the function from its interrupt line to messages. All vectors are masked still (6.8.2.9). */
    void enable() {
        function.configuration().set16(capability.offset() + 2, control() | CONTROL_ENABLE);
    }

    /** The vector that runs {@code handler}; the same handler gets the same vector again. */
    int vectorFor(Runnable handler) {
        for (int vector = 0; vector < programmed; vector++) {
            if (vectors[vector].contains(handler)) {
                return vector;
            }
        }
        if (programmed < vectors.length) {
            program(programmed++);
        }
        vectors[programmed - 1].add(handler);
        return programmed - 1;
    }

    private void program(int vector) {
        InterruptHandlers handlers = new InterruptHandlers();
        vectors[vector] = handlers;
        MessageInterrupt message = bus.messageInterrupt(handlers);
        int entry = vector * ENTRY;
        table.set32(entry + ENTRY_ADDRESS, (int) message.address());
        table.set32(entry + ENTRY_ADDRESS + 4, (int) (message.address() >>> 32));
        table.set32(entry + ENTRY_DATA, message.data());
        table.set32(entry + ENTRY_CONTROL, 0);
    }

    private int control() {
        return capability.header() >>> CONTROL_SHIFT;
    }
}
