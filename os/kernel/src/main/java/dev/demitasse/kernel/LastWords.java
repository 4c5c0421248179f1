package dev.demitasse.kernel;

/**
 * What a layer above the kernel has to tell the host when the instance ends, in lines. It is asked in a panic, too, where
 * other threads stand still in the middle of whatever they did: it takes no lock, allocates nothing, and throws nothing.
 */
public interface LastWords {
    /** The longest line, in bytes; ControlEvent, on the host, cuts off what is longer. */
    int LONGEST = 512;

    /**
     * Writes a line of ASCII, without its end.
     *
     * @param number from 0
     * @return its length; 0 when there is no such line
     */
    int line(int number, byte[] target);
}
